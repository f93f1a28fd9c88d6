using System.Globalization;

namespace NextModel.Providers.OpenAI;

/// <summary>The words, numbers and statuses sources use, and what each comes down to.</summary>
internal static class ProviderFaults
{
    /// <summary>Looked for in code and type, in this order.</summary>
    private static readonly (string Word, ProviderFault Fault)[] Words =
    [
        ("api_key_invalid", ProviderFault.Credential),
        ("unrecognizedclient", ProviderFault.Credential),
        ("expiredtoken", ProviderFault.Credential),
        ("invalidsignature", ProviderFault.Credential),
        ("spend_limit", ProviderFault.Quota),
        ("perday", ProviderFault.Quota),
        ("context_length_exceeded", ProviderFault.ContextLength),
        ("tokens_too_long", ProviderFault.ContextLength),
        ("content_filter", ProviderFault.ContentFilter),
        ("content_policy_violation", ProviderFault.ContentFilter),
        ("data_inspection_failed", ProviderFault.ContentFilter),
        ("datainspectionfailed", ProviderFault.ContentFilter),
        ("sensitivecontentdetected", ProviderFault.ContentFilter),
        ("textriskdetection", ProviderFault.ContentFilter),
        ("insufficient_quota", ProviderFault.Quota),
        ("insufficient_balance", ProviderFault.Quota),
        ("exceeded_current_quota", ProviderFault.Quota),
        ("billing_hard_limit", ProviderFault.Quota),
        ("arrearage", ProviderFault.Quota),
        ("accountoverdue", ProviderFault.Quota),
        ("quotaexceeded", ProviderFault.Quota),
        ("model_not_found", ProviderFault.ModelMissing),
        ("model_not_available", ProviderFault.ModelMissing),
        ("model_not_supported", ProviderFault.ModelMissing),
        ("modelnotfound", ProviderFault.ModelMissing),
        ("modelnotopen", ProviderFault.ModelMissing),
        ("invalidendpointormodel", ProviderFault.ModelMissing),
        ("invalid_api_key", ProviderFault.Credential),
        ("invalidapikey", ProviderFault.Credential),
        ("authentication", ProviderFault.Credential),
        ("accessdenied", ProviderFault.Forbidden),
        ("overloaded", ProviderFault.Overloaded),
        ("slow_down", ProviderFault.Overloaded),
        ("service_unavailable", ProviderFault.Overloaded),
        ("serviceunavailable", ProviderFault.Overloaded),
        ("modelnotready", ProviderFault.Overloaded),
        ("modeltimeout", ProviderFault.Timeout),
        ("modelstreamerror", ProviderFault.ServerError),
        ("modelerror", ProviderFault.ServerError),
        ("validationexception", ProviderFault.InvalidRequest),
        ("rate_limit", ProviderFault.RateLimit),
        ("ratelimit", ProviderFault.RateLimit),
        ("throttling", ProviderFault.RateLimit),
        ("resource_exhausted", ProviderFault.RateLimit),
        ("too_many_requests", ProviderFault.RateLimit),
        ("tool_use_failed", ProviderFault.BadGeneration),
        ("json_validate_failed", ProviderFault.BadGeneration),
    ];

    /// <summary>Looked for in the sentence, where the caller's request can be at fault.</summary>
    private static readonly (string Word, ProviderFault Fault)[] Sentences =
    [
        ("maximum context length", ProviderFault.ContextLength),
        ("context window", ProviderFault.ContextLength),
        ("prompt is too long", ProviderFault.ContextLength),
        ("credit balance is too low", ProviderFault.Quota),
        ("range of input length", ProviderFault.ContextLength),
        ("content management policy", ProviderFault.ContentFilter),
        ("overloaded", ProviderFault.Overloaded),
        ("invalid token", ProviderFault.Credential),
        ("rate limit", ProviderFault.RateLimit),
    ];

    public static ProviderFault Classify(int status, ErrorBody body)
    {
        var told = ByNumber(body);
        told = told == ProviderFault.Unknown ? Find(Words, body.Words) : told;
        if (told == ProviderFault.Unknown && status < 500)
        {
            told = Find(Sentences, body.Message);
        }

        return told switch
        {
            ProviderFault.Unknown => ByStatus(status is >= 200 and < 300 ? body.Status ?? status : status),
            _ => told,
        };
    }

    private static ProviderFault Find((string Word, ProviderFault Fault)[] table, string? text)
    {
        foreach (var (word, fault) in table)
        {
            if (text?.Contains(word, StringComparison.OrdinalIgnoreCase) == true)
            {
                return fault;
            }
        }

        return ProviderFault.Unknown;
    }

    private static ProviderFault ByStatus(int status) => status switch
    {
        400 or 405 or 415 or 422 => ProviderFault.InvalidRequest,
        401 => ProviderFault.Credential,
        402 => ProviderFault.Quota,
        403 => ProviderFault.Forbidden,
        404 or 410 => ProviderFault.ModelMissing,
        408 or 504 or 524 => ProviderFault.Timeout,
        413 => ProviderFault.TooLarge,
        429 or 498 => ProviderFault.RateLimit,
        503 or 529 => ProviderFault.Overloaded,
        409 or 425 or >= 500 or < 400 => ProviderFault.ServerError,
        _ => ProviderFault.InvalidRequest,
    };

    /// <summary>Business codes: MiniMax's in <c>base_resp</c>, Zhipu's four digits in <c>error.code</c>, SiliconFlow's five.</summary>
    private static ProviderFault ByNumber(ErrorBody body)
    {
        if (body.MiniMaxCode is { } miniMax)
        {
            return miniMax switch
            {
                1001 => ProviderFault.Timeout,
                1002 => ProviderFault.RateLimit,
                1004 or 2049 => ProviderFault.Credential,
                1008 => ProviderFault.Quota,
                1026 or 1027 => ProviderFault.ContentFilter,
                1039 => ProviderFault.ContextLength,
                2013 => ProviderFault.InvalidRequest,
                _ => ProviderFault.ServerError,
            };
        }

        return int.TryParse(body.Code, CultureInfo.InvariantCulture, out var code) ? code switch
        {
            >= 1000 and <= 1004 => ProviderFault.Credential,
            >= 1110 and <= 1121 => ProviderFault.Quota,
            1210 or (>= 1213 and <= 1215) => ProviderFault.InvalidRequest,
            1211 => ProviderFault.ModelMissing,
            >= 1220 and <= 1222 => ProviderFault.Forbidden,
            1230 or 1234 => ProviderFault.ServerError,
            1261 => ProviderFault.ContextLength,
            1301 => ProviderFault.ContentFilter,
            1302 or 1303 or 1305 or 1312 => ProviderFault.RateLimit,
            1304 or 1308 or 1310 => ProviderFault.Quota,
            1309 or 1311 or 1313 => ProviderFault.Forbidden,
            20012 => ProviderFault.ModelMissing,
            50505 => ProviderFault.Overloaded,
            _ => ProviderFault.Unknown,
        } : ProviderFault.Unknown;
    }
}

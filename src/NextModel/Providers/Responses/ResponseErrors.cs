using NextModel.Errors;

namespace NextModel.Providers.Responses;

/// <summary>Our errors in the few codes that a failed response has.</summary>
internal static class ResponseErrors
{
    /// <summary>The code, as OpenAI's specification lists them.</summary>
    public static ReadOnlySpan<byte> CodeOf(GatewayError error) => error.Code switch
    {
        GatewayErrorCode.RateLimitExceeded => "rate_limit_exceeded"u8,
        _ when error.Status is >= 400 and < 500 => "invalid_prompt"u8,
        _ => "server_error"u8,
    };
}

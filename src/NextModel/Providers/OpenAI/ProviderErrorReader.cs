using NextModel.Errors;
using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>
/// Reads a source's error answer into what we do about it. The caller hears OpenAI's statuses and codes; the source's words only where
/// the request itself is at fault, and scrubbed. Our own credential's troubles are never a caller's 401.
/// </summary>
internal static class ProviderErrorReader
{
    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(1);

    /// <summary>Reads the body of an answer whose status is no success.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="body">The body, of any kind.</param>
    /// <param name="retryAfter">What the headers ask (<see cref="RetryAfter"/>).</param>
    /// <param name="frame">Whose answer it would have been.</param>
    /// <param name="type">The source's word for the error where that stands beside the body; null where it does not.</param>
    public static ProviderFailure Read(int status, ReadOnlyMemory<byte> body, TimeSpan? retryAfter, AnswerFrame frame, string? type = null)
    {
        var tape = JsonTape.Rent();
        try
        {
            return tape.TryParse(body, JsonLimits.Upstream, out _)
                ? Read(status, tape.Root, retryAfter, frame, type)
                : Read(status, new ErrorBody().Typed(type), retryAfter, frame);
        }
        finally
        {
            tape.Return();
        }
    }

    /// <summary>Reads an error that came under a 200, as a body or in a stream.</summary>
    internal static ProviderFailure ReadIn200(JsonCursor root, AnswerFrame frame, string? type = null) => Read(200, root, null, frame, type);

    private static ProviderFailure Read(int status, JsonCursor root, TimeSpan? retryAfter, AnswerFrame frame, string? type) =>
        Read(status, ErrorBody.Read(root).Typed(type), retryAfter ?? RetryAfter.InBody(root), frame);

    private static ProviderFailure Read(int status, ErrorBody body, TimeSpan? retryAfter, AnswerFrame frame)
    {
        var fault = ProviderFaults.Classify(status, body);
        var wait = retryAfter ?? RetryAfter.InText(body.Message);
        var failure = fault switch
        {
            ProviderFault.InvalidRequest => Invalid("invalid_request", GatewayErrorCode.InvalidRequest, body, frame,
                "The model's source refused the request as invalid, without saying why."),
            ProviderFault.ContextLength => Invalid("context_length", GatewayErrorCode.ContextLengthExceeded, body, frame,
                $"The input is longer than the context of {frame.Model}. Shorten it, or ask for less output."),
            ProviderFault.ContentFilter => Invalid("content_filter", GatewayErrorCode.ContentFiltered, body, frame,
                "The model's source refused the request because of its content policy."),
            ProviderFault.TooLarge => Invalid("too_large", GatewayErrorCode.RequestTooLarge, body, frame,
                "The request is larger than the model's source accepts."),
            ProviderFault.BadGeneration => Invalid("bad_generation", GatewayErrorCode.InvalidRequest, body, frame,
                "The model did not produce output of the form asked for.") with
            { Retry = RetryScope.SameSource },
            ProviderFault.ModelMissing => new("model_missing", RetryScope.OtherSource, new GatewayError(GatewayErrorCode.ModelNotFound,
                $"No source offers the model {frame.Model} at the moment, although the catalog lists it.", "model")),
            ProviderFault.Credential => Own("credential_refused", RetryScope.OtherSource, frame.CredentialId is { } own
                ? $"The model's source refused your organization's credential {own}. Your API key is not at fault; an admin of the organization has to rotate the credential."
                : "The model's source refused the gateway's own credential. Your key is not at fault; the operator has to renew the source's."),
            ProviderFault.Forbidden => Own("forbidden", RetryScope.OtherSource, frame.CredentialId is { } own
                ? $"The model's source does not let your organization's account, credential {own}, do this. An admin of the organization has to ask the source for access."
                : "The model's source does not let the gateway's account do this. The operator has to ask for access."),
            ProviderFault.Quota => Own("quota_exhausted", RetryScope.OtherSource, frame.CredentialId is { } own
                ? $"Your organization's account at the model's source, credential {own}, is out of quota. An admin of the organization has to raise it there."
                : "The gateway's account at the model's source is out of quota. The operator has to raise it."),
            ProviderFault.RateLimit => new("rate_limited", RetryScope.SameSource, new GatewayError(GatewayErrorCode.RateLimitExceeded,
                $"The model's source is limiting requests to {frame.Model}. Try again later.")
            { RetryAfter = wait ?? DefaultWait }),
            ProviderFault.Overloaded => new(ByStatus(status, "overloaded"), RetryScope.SameSource, new GatewayError(
                GatewayErrorCode.Overloaded, $"The source of {frame.Model} is overloaded. Try again later.")
            { RetryAfter = wait ?? DefaultWait }),
            ProviderFault.Timeout => new(ByStatus(status, "provider_timeout"), RetryScope.SameSource, new GatewayError(
                GatewayErrorCode.ProviderTimeout, $"The source of {frame.Model} took too long.")),
            _ => new(ByStatus(status, "error_in_200"), RetryScope.SameSource, new GatewayError(
                GatewayErrorCode.ProviderError, $"The source of {frame.Model} failed to answer.")),
        };
        return failure with { RetryAfter = wait, ProviderCode = ProviderText.Word(body.Code) };
    }

    private static string ByStatus(int status, string otherwise) => status is >= 200 and < 300 ? otherwise : $"http_{status}";

    /// <summary>The request is at fault: the caller hears what the source said about it.</summary>
    private static ProviderFailure Invalid(string code, GatewayErrorCode error, ErrorBody body, AnswerFrame frame, string otherwise)
    {
        var message = ProviderText.Scrub(body.Message, frame) ?? otherwise;
        var finer = error == GatewayErrorCode.InvalidRequest && IsOpenAICode(body.Code) ? body.Code : null;
        return new ProviderFailure(code, RetryScope.Never,
            new GatewayError(error, message, ProviderText.Word(body.Param)) { WireCode = finer });
    }

    /// <summary>Our side is at fault; trying again does not help the caller.</summary>
    private static ProviderFailure Own(string code, RetryScope retry, string message) =>
        new(code, retry, new GatewayError(GatewayErrorCode.ProviderError, message) { ShouldRetry = false });

    /// <summary>OpenAI writes its codes in snake case; a vendor's business numbers and Pascal case mean nothing to clients.</summary>
    private static bool IsOpenAICode(string? code) =>
        code is { Length: <= 64 } && code.Contains('_', StringComparison.Ordinal) && code.All(c => char.IsAsciiLetterLower(c) || c is '_');
}

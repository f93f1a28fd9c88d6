namespace NextModel.Errors;

/// <summary>A refusal or failure as a value: what was wrong with which value, and what to do about it.</summary>
/// <param name="Code">Which of the closed list of refusals this is.</param>
/// <param name="Message">A sentence for the caller. Never holds a key, a prompt, or a provider's own words unsanitised.</param>
/// <param name="Param">JSON path of the request member at fault, or null.</param>
public sealed record GatewayError(GatewayErrorCode Code, string Message, string? Param = null)
{
    /// <summary>How long the caller should wait; sent as <c>retry-after</c> on every 429 and 503.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Sent as <c>x-should-retry</c>, which OpenAI's SDKs obey; null leaves the choice to the client.</summary>
    public bool? ShouldRetry { get; init; }

    /// <summary>A finer code of OpenAI's own vocabulary (for example <c>invalid_function_parameters</c>), sent instead of ours.</summary>
    public string? WireCode { get; init; }

    /// <summary>A status other than the code's usual one, for answers passed on from a source.</summary>
    public int? WireStatus { get; init; }

    /// <summary>The HTTP status this travels under.</summary>
    public int Status => WireStatus ?? GatewayErrorCatalog.Describe(Code).Status;
}

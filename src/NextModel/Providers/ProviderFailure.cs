using NextModel.Errors;

namespace NextModel.Providers;

/// <summary>Why an attempt at a source gave no answer, or none whole.</summary>
/// <param name="Code">Our word for the receipt: <c>http_503</c>, <c>rate_limited</c>, <c>incomplete_stream</c> …</param>
/// <param name="Retry">Where it may be tried again, as long as nothing has reached the caller.</param>
/// <param name="Error">What the caller is told if it is not tried again.</param>
public sealed record ProviderFailure(string Code, RetryScope Retry, GatewayError Error)
{
    /// <summary>How long the source asked to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// True when it tells of the source. False for what the caller asked wrongly or may have (a 403 can be about the content), for one
    /// who left, and for time that earlier attempts had used up: no caller can have a source shut off for others.
    /// </summary>
    public bool IsSourceAtFault => Retry != RetryScope.Never
        && Code is not ("bad_generation" or "forbidden" or "answer_too_large" or UpstreamFailures.OutOfTime);

    /// <summary>The source's own code (<c>1302</c>, <c>Throttling</c>) for the operator: at most 64 letters, digits and <c>_.-</c>; null when
    /// it gave none. Its sentences are not kept: they may quote the prompt.</summary>
    public string? ProviderCode { get; init; }
}

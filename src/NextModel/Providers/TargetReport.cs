using NextModel.Errors;
using NextModel.Routing;

namespace NextModel.Providers;

/// <summary>What one attempt tells of its target: to its breaker how it began and whether it broke, to its latency how long it took.</summary>
internal struct TargetReport(Target target, TargetPass pass)
{
    private bool _isPassUsed;

    /// <summary>The answer has begun well. The first call counts.</summary>
    public void Began()
    {
        if (!_isPassUsed)
        {
            _isPassUsed = true;
            pass.Began();
        }
    }

    /// <summary>The attempt has ended, as it says itself.</summary>
    /// <param name="attempt">With its outcome.</param>
    /// <param name="failure">Why it failed; null when it did not.</param>
    /// <param name="size">Class of the input.</param>
    /// <param name="isStream">True when the caller gets output as it comes.</param>
    public void Ended(Attempt attempt, ProviderFailure? failure, InputSize size, bool isStream)
    {
        if (failure is { IsSourceAtFault: true })
        {
            Blame(failure);
        }
        else if (attempt.Outcome == AttemptOutcome.Ok)
        {
            Began();
        }
        else if (!_isPassUsed)
        {
            pass.Ended();
        }

        _isPassUsed = true;
        Measure(attempt, size, isStream);
    }

    private readonly void Blame(ProviderFailure failure)
    {
        if (_isPassUsed)
        {
            pass.Broke();
        }
        else if (failure is { Error.Code: GatewayErrorCode.RateLimitExceeded or GatewayErrorCode.Overloaded, RetryAfter: { } wait })
        {
            pass.MustRest(wait);
        }
        else
        {
            pass.Failed();
        }
    }

    // Failures are fast or slow for reasons of their own; only those that used up a timer tell how slow a source is.
    private readonly void Measure(Attempt attempt, InputSize size, bool isStream)
    {
        if (attempt.Outcome != AttemptOutcome.Ok
            && (attempt.Error is not { } error || error == UpstreamFailures.OutOfTime || !error.StartsWith("timeout_", StringComparison.Ordinal)))
        {
            return;
        }

        target.Latency.ObserveTotal(size, attempt.TotalMilliseconds);
        if (isStream)
        {
            target.Latency.ObserveFirstByte(size, attempt.FirstByteMilliseconds ?? attempt.TotalMilliseconds);
        }
    }
}

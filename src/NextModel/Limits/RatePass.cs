using NextModel.Errors;

namespace NextModel.Limits;

/// <summary>One request of a caller that has rate limits, from its arrival to its end.</summary>
public sealed class RatePass : IDisposable
{
    private readonly RateLimiter _limiter;
    private double _tokens;
    private bool _hasEntered;

    internal RatePass(RateLimiter limiter, RateAccount? key, RateAccount? project)
    {
        _limiter = limiter;
        Key = key;
        Project = project;
    }

    /// <summary>The tighter limit on requests; null when there is none.</summary>
    public RateStanding? Requests { get; internal set; }

    /// <summary>The tighter limit on tokens; null when there is none.</summary>
    public RateStanding? Tokens { get; internal set; }

    internal RateAccount? Key { get; }

    internal RateAccount? Project { get; }

    /// <summary>Takes the tokens the request is expected to need; the refusal (429) when they are not there.</summary>
    public GatewayError? TakeTokens(long expected)
    {
        var refusal = _limiter.TakeTokens(this, expected);
        _tokens = refusal is null ? expected : 0;
        return refusal;
    }

    /// <summary>Makes what was taken what was used.</summary>
    public void SettleTokens(long used)
    {
        _limiter.PutBack(this, _tokens - used);
        _tokens = used;
    }

    /// <summary>The request has ended.</summary>
    public void Dispose()
    {
        if (_hasEntered)
        {
            _hasEntered = false;
            _limiter.Leave(this);
        }
    }

    internal void Enter() => _hasEntered = true;
}

using System.Threading.RateLimiting;

namespace NextModel.Web.SignIn;

/// <summary>How many keys may be tried, all browsers together: keys cannot be guessed, but trying must not keep the server busy.</summary>
internal sealed class SignInAttempts : IDisposable
{
    private readonly TokenBucketRateLimiter _limiter = new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = 20,
        TokensPerPeriod = 1,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
        AutoReplenishment = true,
    });

    /// <summary>True when another try may be made now.</summary>
    public bool TryTake()
    {
        using var lease = _limiter.AttemptAcquire();
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();
}

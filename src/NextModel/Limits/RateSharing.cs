namespace NextModel.Limits;

/// <summary>
/// Tells the other replicas each second how much of the rate limits this one was asked for, and takes its part of them: nothing of it is on the
/// path of a request.
/// </summary>
/// <param name="limiter">Whose limits are shared.</param>
/// <param name="store">Where.</param>
/// <param name="time">The clock.</param>
public sealed class RateSharing(RateLimiter limiter, IRateShareStore store, TimeProvider time)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50);

    /// <summary>How often it is done at least.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Goes on until it is cancelled: every <see cref="Interval"/>, and soon after the first request of a key or project that was quiet.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (true)
        {
            await ExchangeAsync(stopping);
            await Task.Delay(ShortestPause, time, stopping);
            await WaitAsync(stopping);
        }
    }

    /// <summary>Once.</summary>
    public async ValueTask ExchangeAsync(CancellationToken cancellationToken)
    {
        var asks = limiter.CollectAsks();
        limiter.Apply(asks, await store.ExchangeAsync(asks, cancellationToken));
    }

    private async Task WaitAsync(CancellationToken stopping)
    {
        using var pause = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await Task.WhenAny(limiter.Replicas!.WaitAsync(pause.Token), Task.Delay(Interval - ShortestPause, time, pause.Token));
        await pause.CancelAsync();
        stopping.ThrowIfCancellationRequested();
    }
}

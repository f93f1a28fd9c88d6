using System.Threading.Channels;
using NextModel.Idempotency;

namespace NextModel.Gateway.Tests.Idempotency;

/// <summary>A clock that tells when repeats have begun to wait for the first request.</summary>
internal sealed class WaitersTime(TimeProvider clock) : TimeProvider
{
    private readonly Channel<TimeSpan> _begun = Channel.CreateUnbounded<TimeSpan>();

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    /// <summary>Completes when that many more have begun to wait.</summary>
    public async Task WaitForAsync(int waiters)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        for (var i = 0; i < waiters; i++)
        {
            await _begun.Reader.ReadAsync(patience.Token);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // What they have waited for the key itself is taken off.
        if (dueTime <= IdempotencyBook.Patience && dueTime > IdempotencyBook.Patience - TimeSpan.FromMinutes(2))
        {
            _begun.Writer.TryWrite(dueTime);
        }

        return clock.CreateTimer(callback, state, dueTime, period);
    }
}

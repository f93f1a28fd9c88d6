using NextModel.Caching;

namespace NextModel.Pipeline;

/// <summary>Tells an upstream call to stop when its caller has left and nobody else waits for its answer.</summary>
internal sealed class UpstreamStop : IDisposable
{
    private readonly CancellationTokenSource? _shared;
    private CancellationTokenRegistration _watching;
    private FlightSeat? _seat;

    /// <param name="seat">The caller's seat in a flight; null when nobody else can wait for this call.</param>
    /// <param name="callerGone">Ends when the caller leaves.</param>
    public UpstreamStop(FlightSeat? seat, CancellationToken callerGone)
    {
        if (seat is null)
        {
            Token = callerGone;
            return;
        }

        _shared = new CancellationTokenSource();
        Token = _shared.Token;
        Watch(seat, callerGone);
    }

    public CancellationToken Token { get; }

    /// <summary>The call has a new owner: from now on it is that one's leaving that counts.</summary>
    public void Watch(FlightSeat seat, CancellationToken callerGone)
    {
        // Waits for what may be running for the seat before.
        _watching.Dispose();
        _seat = seat;
        _watching = callerGone.UnsafeRegister(static stop => ((UpstreamStop)stop!).StopUnlessWaited(), this);
    }

    /// <summary>Stops the call.</summary>
    public void Stop() => _shared?.Cancel();

    public void Dispose()
    {
        _watching.Dispose();
        _shared?.Dispose();
    }

    // Whoever comes from now on begins a call of its own; a call that was handed over is not this seat's to stop.
    private void StopUnlessWaited()
    {
        if (_seat!.TryAbandon())
        {
            _shared!.Cancel();
        }
    }
}

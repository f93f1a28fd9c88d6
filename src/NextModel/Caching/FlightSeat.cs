namespace NextModel.Caching;

/// <summary>
/// One request's part in a flight. A leader ends with exactly one of <see cref="Stored"/>, <see cref="NotStorable"/>,
/// <see cref="Failed"/>, <see cref="TryHandOver"/> or <see cref="TryAbandon"/>; if it is disposed before, the flight has failed. A
/// follower waits.
/// </summary>
public sealed class FlightSeat : IDisposable
{
    private readonly CacheFlight _flight;
    private readonly CacheIdentity _identity;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource<FlightOutcome>? _ended;
    private int _leads;

    internal FlightSeat(CacheFlight flight, CacheIdentity identity, TimeProvider time, bool leads)
    {
        _flight = flight;
        _identity = identity;
        _time = time;
        _leads = leads ? 1 : 0;
        _ended = leads ? null : new TaskCompletionSource<FlightOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        Node = leads ? null : new LinkedListNode<FlightSeat>(this);
    }

    /// <summary>True while this request owns the upstream call.</summary>
    public bool Leads => Volatile.Read(ref _leads) == 1;

    /// <summary>True when somebody waits for what this request's call brings.</summary>
    public bool HasFollowers => _flight.HasFollowers;

    /// <summary>Its place among the followers; null for the first leader.</summary>
    internal LinkedListNode<FlightSeat>? Node { get; }

    /// <summary>The answer is stored and can be looked up: followers replay it.</summary>
    public void Stored(CacheEntry entry) => Land(new FlightOutcome(FlightEnd.Stored, entry));

    /// <summary>The answer came but may not be replayed: followers go on alone.</summary>
    public void NotStorable() => Land(new FlightOutcome(FlightEnd.NotStorable));

    /// <summary>No answer came: followers go on alone.</summary>
    public void Failed() => Land(new FlightOutcome(FlightEnd.Failed));

    /// <summary>
    /// The leader's caller has left. True: a follower now owns the flight and gets <paramref name="work"/>, the upstream call under way.
    /// False: nobody waits, the flight has ended, and the call is still the leader's to cancel.
    /// </summary>
    public bool TryHandOver(object work) => StopLeading() && _flight.TryHandOver(work);

    /// <summary>
    /// The leader's caller has left. True: nobody waits and nobody will, so the call may be stopped. False: somebody waits, and the call
    /// is to be handed over; or it has been.
    /// </summary>
    public bool TryAbandon() => _flight.TryAbandon(this);

    /// <summary>
    /// Waits for the flight to end, for <paramref name="patience"/> to run out, or for <paramref name="callerGone"/>. Whoever is made
    /// leader is told so even if one of these came first, and must then lead or hand over.
    /// </summary>
    public async ValueTask<FlightOutcome> WaitAsync(TimeSpan patience, CancellationToken callerGone)
    {
        var ended = _ended?.Task ?? throw new InvalidOperationException("A leader waits for nobody.");
        try
        {
            await ended.WaitAsync(patience, _time, callerGone);
        }
        catch (TimeoutException) when (_flight.TryLeave(this))
        {
            return new FlightOutcome(FlightEnd.TooSlow);
        }
        catch (OperationCanceledException) when (_flight.TryLeave(this))
        {
            return new FlightOutcome(FlightEnd.CallerLeft);
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            // The outcome was decided in the same moment.
        }

        var outcome = await ended;
        return outcome.Entry is { } entry && !entry.Answers(_identity) ? new FlightOutcome(FlightEnd.NotStorable) : outcome;
    }

    public void Dispose()
    {
        if (!_flight.TryLeave(this) && Leads)
        {
            Failed();
        }
    }

    internal void End(FlightOutcome outcome)
    {
        if (outcome.End == FlightEnd.Leads)
        {
            Volatile.Write(ref _leads, 1);
        }

        _ended!.SetResult(outcome);
    }

    /// <summary>True for the one who asks first.</summary>
    internal bool StopLeading() => Interlocked.Exchange(ref _leads, 0) == 1;

    private void Land(FlightOutcome outcome)
    {
        if (StopLeading())
        {
            _flight.Land(outcome);
        }
    }
}

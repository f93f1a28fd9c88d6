namespace NextModel.Caching;

/// <summary>An upstream call under way and those who wait for it. It always has exactly one leader until it lands.</summary>
internal sealed class CacheFlight(CacheFlights flights, CacheKey key)
{
    private readonly Lock _lock = new();
    private LinkedList<FlightSeat>? _followers;
    private bool _hasLed;
    private bool _hasLanded;

    public CacheKey Key => key;

    public bool HasFollowers
    {
        get
        {
            lock (_lock)
            {
                return _followers is { Count: > 0 };
            }
        }
    }

    /// <summary>A seat, the first one as leader; null when the flight has landed.</summary>
    public FlightSeat? TryBoard(CacheIdentity identity, TimeProvider time)
    {
        lock (_lock)
        {
            if (_hasLanded)
            {
                return null;
            }

            var seat = new FlightSeat(this, identity, time, leads: !_hasLed);
            if (_hasLed)
            {
                (_followers ??= new LinkedList<FlightSeat>()).AddLast(seat.Node!);
            }

            _hasLed = true;
            return seat;
        }
    }

    /// <summary>Takes a follower off; false when its outcome has been decided.</summary>
    public bool TryLeave(FlightSeat follower)
    {
        lock (_lock)
        {
            if (follower.Node?.List is not { } followers)
            {
                return false;
            }

            followers.Remove(follower.Node);
            return true;
        }
    }

    /// <summary>Makes the follower who has waited longest the leader; without one the flight lands and this is false.</summary>
    public bool TryHandOver(object work)
    {
        lock (_lock)
        {
            if (_followers?.First is { } next)
            {
                _followers.RemoveFirst();
                next.Value.End(new FlightOutcome(FlightEnd.Leads, Work: work));
                return true;
            }

            _hasLanded = true;
        }

        flights.Remove(this);
        return false;
    }

    /// <summary>Ends the flight if nobody waits for it; false when somebody does, or when <paramref name="leader"/> leads no more.</summary>
    public bool TryAbandon(FlightSeat leader)
    {
        lock (_lock)
        {
            if (_followers is { Count: > 0 } || !leader.StopLeading())
            {
                return false;
            }

            _hasLanded = true;
        }

        flights.Remove(this);
        return true;
    }

    /// <summary>Ends the flight and tells everybody who still waits.</summary>
    public void Land(FlightOutcome outcome)
    {
        FlightSeat[] waiting;
        lock (_lock)
        {
            _hasLanded = true;
            waiting = _followers is null ? [] : [.. _followers];
            _followers?.Clear();
        }

        flights.Remove(this);
        foreach (var follower in waiting)
        {
            follower.End(outcome);
        }
    }
}

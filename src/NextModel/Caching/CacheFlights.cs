using System.Collections.Concurrent;

namespace NextModel.Caching;

/// <summary>One upstream call per key at a time: the first request of a key leads, those that come meanwhile wait for its answer.</summary>
public sealed class CacheFlights(TimeProvider time)
{
    private readonly ConcurrentDictionary<CacheKey, CacheFlight> _flights = new();

    /// <summary>Keys with a call under way.</summary>
    public int Count => _flights.Count;

    /// <summary>Takes a seat: as leader where there is no flight of this key yet, else as follower. Dispose it when done.</summary>
    public FlightSeat Join(CacheIdentity identity)
    {
        while (true)
        {
            var flight = _flights.GetOrAdd(identity.Key, static (key, flights) => new CacheFlight(flights, key), this);
            if (flight.TryBoard(identity, time) is { } seat)
            {
                return seat;
            }

            // It has just landed; its own removal may still be to come.
            Remove(flight);
        }
    }

    internal void Remove(CacheFlight flight) => _flights.TryRemove(KeyValuePair.Create(flight.Key, flight));
}

using CacheSafety.Reports;

namespace CacheSafety.Traffic;

/// <summary>Requests of a profile at a cache with expiry and eviction: items by Zipf, arrivals by Poisson, from an empty cache. Seeded.</summary>
public static class TrafficSimulation
{
    public static SimulationPart Run(TrafficShape shape, TrafficProfile profile, HitChances chances, int seed = 20_261_129)
    {
        var random = new Random(seed);
        var popularity = Cumulative(shape.Items, shape.Zipf);
        // Requests that are like nothing before have entries of their own, which take room.
        var entries = new LeastRecentlyUsed(shape.Items + shape.Requests, shape.Capacity);
        var (now, ttl) = (0.0, shape.TimeToLive.TotalSeconds);
        long safe = 0, bad = 0, coldSafe = 0, expired = 0;
        var cold = Math.Max(1, shape.Requests / 100);
        for (var request = 0; request < shape.Requests; request++)
        {
            now -= Math.Log(1 - random.NextDouble()) / shape.RequestsPerSecond;
            var (chance, isNearMiss, isNew) = Kind(random.NextDouble(), profile, chances);
            var item = isNew ? shape.Items + request : Draw(popularity, random.NextDouble());
            var filled = entries.FilledAt(item);
            var isLive = filled + ttl > now;
            expired += !double.IsNaN(filled) && !isLive ? 1 : 0;
            if (isLive && random.NextDouble() < chance)
            {
                entries.Touch(item);
                bad += isNearMiss ? 1 : 0;
                safe += isNearMiss ? 0 : 1;
                coldSafe += !isNearMiss && request < cold ? 1 : 0;
            }
            else
            {
                // A like question, or a variant that the cache does not know for one, is an entry of its own.
                entries.Fill(isLive || isNearMiss ? shape.Items + request : item, now);
            }
        }

        return new SimulationPart(
            shape.Zipf, shape.Items, shape.Requests, shape.RequestsPerSecond, ttl, shape.Capacity, Share(safe, shape.Requests), Share(bad, shape.Requests),
            Share(coldSafe, cold), expired, entries.Evicted);
    }

    private static (double Chance, bool IsNearMiss, bool IsNew) Kind(double drawn, TrafficProfile profile, HitChances chances)
    {
        if ((drawn -= profile.Repeat) < 0)
        {
            return (chances.Repeat, false, false);
        }

        if ((drawn -= profile.JsonVariant) < 0)
        {
            return (chances.JsonVariant, false, false);
        }

        if ((drawn -= profile.Neutral) < 0)
        {
            return (chances.Neutral, false, false);
        }

        if ((drawn -= profile.Paraphrase) < 0)
        {
            return (chances.Paraphrase, false, false);
        }

        return drawn - profile.NearMiss < 0 ? (chances.NearMiss, true, false) : (0, false, true);
    }

    private static double[] Cumulative(int items, double exponent)
    {
        var sums = new double[items];
        var sum = 0.0;
        for (var rank = 1; rank <= items; rank++)
        {
            sums[rank - 1] = sum += Math.Pow(rank, -exponent);
        }

        return sums;
    }

    private static int Draw(double[] cumulative, double drawn)
    {
        var place = Array.BinarySearch(cumulative, drawn * cumulative[^1]);
        return Math.Min(place < 0 ? ~place : place, cumulative.Length - 1);
    }

    private static double Share(long count, long of) => Rounded.Of((double)count / of);
}

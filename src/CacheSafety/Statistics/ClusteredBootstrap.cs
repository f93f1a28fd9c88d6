namespace CacheSafety.Statistics;

/// <summary>
/// A percentile interval of a mean, by drawing whole groups with replacement: cases of one group are not independent. Seeded, so that the
/// same cases give the same interval.
/// </summary>
public static class ClusteredBootstrap
{
    public const int Draws = 10_000;

    /// <summary>The 95 % interval of the mean of <paramref name="values"/>, in their unit; null for none.</summary>
    /// <param name="values">One for each case, with its group.</param>
    /// <param name="seed">Of the draws.</param>
    public static (double Low, double High)? MeanInterval(IReadOnlyCollection<(string Group, long Value)> values, int seed = 20_261_129)
    {
        var groups = values.GroupBy(value => value.Group, StringComparer.Ordinal).Select(g => (Sum: g.Sum(v => v.Value), Count: g.Count())).ToArray();
        if (groups.Length == 0)
        {
            return null;
        }

        var random = new Random(seed);
        var means = new double[Draws];
        for (var draw = 0; draw < Draws; draw++)
        {
            long sum = 0, count = 0;
            for (var i = 0; i < groups.Length; i++)
            {
                var drawn = groups[random.Next(groups.Length)];
                sum += drawn.Sum;
                count += drawn.Count;
            }

            means[draw] = (double)sum / count;
        }

        Array.Sort(means);
        return (means[(int)(Draws * 0.025)], means[(int)(Draws * 0.975) - 1]);
    }
}

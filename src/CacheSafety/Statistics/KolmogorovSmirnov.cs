namespace CacheSafety.Statistics;

/// <summary>Whether two samples come from one distribution, without assuming which (two-sample Kolmogorov–Smirnov test).</summary>
public static class KolmogorovSmirnov
{
    /// <summary>The largest distance between the two empirical distribution functions, 0 to 1.</summary>
    public static double Distance(IEnumerable<double> one, IEnumerable<double> other)
    {
        var (x, y) = (one.Order().ToArray(), other.Order().ToArray());
        if (x.Length == 0 || y.Length == 0)
        {
            return 0;
        }

        var (i, j, largest) = (0, 0, 0.0);
        while (i < x.Length && j < y.Length)
        {
            var value = Math.Min(x[i], y[j]);
            while (i < x.Length && x[i] <= value)
            {
                i++;
            }

            while (j < y.Length && y[j] <= value)
            {
                j++;
            }

            largest = Math.Max(largest, Math.Abs(((double)i / x.Length) - ((double)j / y.Length)));
        }

        return largest;
    }

    /// <summary>Chance of at least this distance when both are one distribution (asymptotic; Stephens' correction for small samples).</summary>
    public static double PValue(double distance, int one, int other)
    {
        var effective = Math.Sqrt((double)one * other / (one + other));
        var lambda = (effective + 0.12 + (0.11 / effective)) * distance;
        var sum = 0.0;
        for (var k = 1; k <= 100; k++)
        {
            sum += 2 * (k % 2 == 1 ? 1 : -1) * Math.Exp(-2 * lambda * lambda * k * k);
        }

        return lambda < 0.2 ? 1 : Math.Clamp(sum, 0, 1);
    }
}

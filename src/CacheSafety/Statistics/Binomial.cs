namespace CacheSafety.Statistics;

/// <summary>What k successes or failures of n say about the rate behind them.</summary>
public static class Binomial
{
    /// <summary>Two-sided 95 % of the normal distribution.</summary>
    private const double Z95 = 1.959963984540054;

    /// <summary>
    /// One-sided 95 % Clopper–Pearson upper bound of a failure rate: the largest rate at which so few failures still have a chance of 5 %.
    /// One for no trials, as nothing is known then.
    /// </summary>
    /// <param name="failures">From 0 to <paramref name="trials"/>.</param>
    /// <param name="trials">0 or more.</param>
    /// <param name="level">Confidence, between 0 and 1.</param>
    public static double UpperBound(int failures, int trials, double level = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(failures);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(failures, trials);
        return failures == trials ? 1 : IncompleteBeta.Inverse(failures + 1, trials - failures, level);
    }

    /// <summary>Wilson's two-sided 95 % interval of a rate; from 0 to 1 for no trials.</summary>
    public static (double Low, double High) Wilson(int successes, int trials)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        if (trials == 0)
        {
            return (0, 1);
        }

        var (n, rate, z2) = ((double)trials, (double)successes / trials, Z95 * Z95);
        var middle = (rate + (z2 / (2 * n))) / (1 + (z2 / n));
        var half = Z95 / (1 + (z2 / n)) * Math.Sqrt((rate * (1 - rate) / n) + (z2 / (4 * n * n)));
        return (Math.Max(0, middle - half), Math.Min(1, middle + half));
    }

    /// <summary>Trials that have to be added, without another failure, until the upper bound is <paramref name="bound"/>; 0 when it is already.</summary>
    public static int MoreTrialsFor(double bound, int failures, int trials)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(bound, 0);
        if (bound >= 1 || (trials > 0 && UpperBound(failures, trials) <= bound))
        {
            return 0;
        }

        var (low, high) = (trials, Math.Max(1, trials));
        while (UpperBound(failures, high) > bound)
        {
            high = checked(high * 2);
        }

        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = UpperBound(failures, middle) <= bound ? (low, middle) : (middle, high);
        }

        return high - trials;
    }
}

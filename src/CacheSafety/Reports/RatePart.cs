using CacheSafety.Scoring;
using CacheSafety.Statistics;

namespace CacheSafety.Reports;

/// <summary>A rate with what is known about it.</summary>
/// <param name="K">Of <paramref name="N"/>.</param>
/// <param name="N">Those it is a share of.</param>
/// <param name="Value">K by N; null for an empty cohort.</param>
/// <param name="Ci95">Wilson's two-sided 95 % interval, for hit rates.</param>
/// <param name="Ucb95">One-sided 95 % Clopper–Pearson upper bound, for failure rates.</param>
public sealed record RatePart(int K, int N, double? Value, double[]? Ci95, double? Ucb95)
{
    public static RatePart OfHits(Rate rate)
    {
        var (low, high) = Binomial.Wilson(rate.K, rate.N);
        return new RatePart(rate.K, rate.N, Rounded.Of(rate.Value), rate.N == 0 ? null : [Rounded.Of(low), Rounded.Of(high)], null);
    }

    public static RatePart OfFailures(Rate rate) =>
        new(rate.K, rate.N, Rounded.Of(rate.Value), null, rate.N == 0 ? null : Rounded.Of(Binomial.UpperBound(rate.K, rate.N)));
}

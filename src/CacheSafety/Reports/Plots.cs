namespace CacheSafety.Reports;

/// <summary>The plots of a report.</summary>
internal static class Plots
{
    /// <summary>Capture against trap failure: the curve of each sweep with its band, and every cache as a point.</summary>
    public static string CaptureAgainstFailure(BenchReport report)
    {
        var plot = new Plot((0, 1), (0, 1), "trap failure rate (band: one-sided 95 % bound)", "capture of reusable cases");
        foreach (var sweep in report.Sweep)
        {
            plot.Band([.. sweep.Points.Select(p => (p.TrapFailure, p.Capture))], [.. sweep.Points.Select(p => (p.Ucb95, p.Capture))]);
            plot.Curve($"{sweep.Embedder}{(sweep.Guarded ? " + guard" : "")}", sweep.Points.Select(p => (p.TrapFailure, p.Capture)));
        }

        foreach (var policy in report.Policies.Where(policy => policy.Rates.TrapFailureRate.Value is not null))
        {
            var tiers = policy.Rates.Capture.Values;
            var reusable = tiers.Sum(rate => rate.N);
            plot.Point(policy.Policy, policy.Rates.TrapFailureRate.Value!.Value, reusable == 0 ? 0 : (double)tiers.Sum(rate => rate.K) / reusable);
        }

        return plot.Svg("Capture of reusable cases against trap failure rate");
    }

    /// <summary>What 1,000 requests cost with each cache when a bad hit costs so much.</summary>
    public static string CostAgainstPenalty(BenchReport report)
    {
        var penalties = Enumerable.Range(0, 61).Select(i => Math.Pow(10, -4 + (i / 10.0))).ToArray();
        double Cost(PolicyPart policy, double penalty) =>
            (double)(policy.Cost.FreshPerThousand - policy.Cost.SavedPerThousand) + (policy.Cost.BadPerThousand * penalty);
        // Beyond twice the price of no cache nobody wants it.
        var most = 2 * report.Policies.Max(policy => (double)policy.Cost.FreshPerThousand);
        var plot = new Plot((penalties[0], penalties[^1]), (0, most), "penalty of one bad hit, USD", "cost of 1,000 requests, USD", isLog: true);
        foreach (var policy in report.Policies)
        {
            plot.Curve(policy.Policy, penalties.Select(penalty => (penalty, Cost(policy, penalty))));
        }

        return plot.Svg("Expected cost of 1,000 requests against the penalty of a bad hit");
    }

    /// <summary>How fast hits and misses are, as distribution functions. Null where nothing was sent.</summary>
    public static string? Latency(BenchReport report)
    {
        if (report.Latency is not { } latency)
        {
            return null;
        }

        var slowest = latency.Hit.Concat(latency.Miss).Max();
        var plot = new Plot((0, slowest), (0, 1), "time to first byte, ms", "share of answers");
        foreach (var (name, times) in new[] { ("hit", latency.Hit), ("miss", latency.Miss) })
        {
            if (times.Count > 0)
            {
                plot.Curve(name, times.Select((time, place) => (time, (place + 1.0) / times.Count)));
            }
        }

        return plot.Svg("Time to first byte of hits and misses");
    }
}

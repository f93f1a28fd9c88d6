using CacheSafety.Costing;
using CacheSafety.Gating;
using CacheSafety.Policies;
using CacheSafety.Replaying;
using CacheSafety.Reports;
using CacheSafety.Scoring;
using CacheSafety.Traffic;
using NextModel.Web.Benchmarks;

namespace NextModel.Web.Dashboard.Reuse;

/// <summary>CacheSafety Bench for one traffic: the public cases replayed in this process, and a simulation with the shape of the sample.</summary>
/// <param name="Sample">The shape.</param>
/// <param name="Report">Of the cases, with the ladder and what the traffic makes of this gateway's cache.</param>
public sealed record ReuseStudy(TrafficSample Sample, BenchReport Report)
{
    private const int SimulatedRequests = 50_000;
    private const int Capacity = 50_000;

    private static readonly double[] Exponents = [0.6, 0.8, 1.0, 1.2];
    private static readonly TimeSpan TimeToLive = TimeSpan.FromHours(24);

    // The same for everybody, and a second's work.
    private static readonly Lazy<Task<IReadOnlyList<Scorecard>>> Cards = new(ReplayAsync);

    /// <summary>Right hits by requests, at the popularities that serve least and most.</summary>
    public (double Least, double Most) HitShare =>
        (Report.Traffic!.Simulated.Min(run => run.SafeHitRate), Report.Traffic.Simulated.Max(run => run.SafeHitRate));

    /// <summary>Runs it.</summary>
    /// <param name="sample">The shape; receipts cannot tell near misses and other wordings, so none are assumed.</param>
    /// <param name="now">The date of the measurement.</param>
    public static async Task<ReuseStudy> RunAsync(TrafficSample sample, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(sample);
        var (cards, limits) = (await Cards.Value, new GateLimits());
        var own = cards.Single(card => card.Policy == CacheSafetyReports.Own);
        var profile = new TrafficProfile("receipts", sample.RepeatShare, 0, 0, 0, 0, 1 - sample.RepeatShare);
        var chances = HitChances.Of(own);
        var (safe, bad) = chances.PerThousand(profile);
        var runs = Exponents.Select(exponent => TrafficSimulation.Run(
            new TrafficShape(exponent, Math.Max(1, sample.Distinct), SimulatedRequests, Math.Max(1e-6, sample.RequestsPerSecond), TimeToLive, Capacity), profile, chances));
        return new ReuseStudy(sample, ReportBuilder.Build(new ReportInputs
        {
            File = CacheSafetyReports.Current.Cases,
            Target = new TargetPart("replay", own.Policy, null, null, "project"),
            Subject = own,
            Cards = cards,
            Recommendation = Recommender.OfLadder(cards, limits, Prices.Default, now),
            MeasuredAt = now,
            Limits = limits,
            Traffic = new TrafficPart(profile.Name, profile.Shares, Math.Round(safe, 3), Math.Round(bad, 3), [.. runs]),
        }));
    }

    private static async Task<IReadOnlyList<Scorecard>> ReplayAsync()
    {
        var cards = new List<Scorecard>();
        foreach (var policy in PolicyNames.Ladder)
        {
            cards.Add(await Replay.PairwiseAsync(policy, CacheSafetyReports.Current.Cases.Cases));
        }

        return cards;
    }
}

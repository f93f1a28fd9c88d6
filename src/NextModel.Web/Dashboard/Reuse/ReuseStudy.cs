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
/// <param name="Cases">What the cases make of this gateway's cache and of the ladder: the same for every traffic.</param>
/// <param name="Runs">What the traffic makes of this gateway's cache, by popularity.</param>
public sealed record ReuseStudy(BenchReport Cases, IReadOnlyList<SimulationPart> Runs)
{
    private const int SimulatedRequests = 50_000;
    private const int Capacity = 50_000;

    private static readonly double[] Exponents = [0.6, 0.8, 1.0, 1.2];
    private static readonly TimeSpan TimeToLive = TimeSpan.FromHours(24);

    // Seconds of work, once for each process.
    private static readonly Lazy<Task<(BenchReport Report, HitChances Chances)>> Ladder = new(ReplayAsync);

    /// <summary>Right hits by requests, at the popularities that serve least and most.</summary>
    public (double Least, double Most) HitShare => (Runs.Min(run => run.SafeHitRate), Runs.Max(run => run.SafeHitRate));

    /// <summary>Runs it.</summary>
    /// <param name="sample">The shape; receipts cannot tell near misses and other wordings, so none are assumed.</param>
    public static async Task<ReuseStudy> RunAsync(TrafficSample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        var (report, chances) = await Ladder.Value;
        var profile = new TrafficProfile("receipts", sample.RepeatShare, 0, 0, 0, 0, 1 - sample.RepeatShare);
        var runs = Exponents.Select(exponent => TrafficSimulation.Run(
            new TrafficShape(exponent, Math.Max(1, sample.Distinct), SimulatedRequests, Math.Max(1e-6, sample.RequestsPerSecond), TimeToLive, Capacity), profile, chances));
        return new ReuseStudy(report, [.. runs]);
    }

    private static async Task<(BenchReport Report, HitChances Chances)> ReplayAsync()
    {
        var cards = new List<Scorecard>();
        foreach (var policy in PolicyNames.Ladder)
        {
            cards.Add(await Replay.PairwiseAsync(policy, CacheSafetyReports.Current.Cases.Cases));
        }

        var (own, limits, now) = (cards.Single(card => card.Policy == CacheSafetyReports.Own), new GateLimits(), TimeProvider.System.GetUtcNow());
        var report = ReportBuilder.Build(new ReportInputs
        {
            File = CacheSafetyReports.Current.Cases,
            Target = new TargetPart("replay", own.Policy, null, null, "project"),
            Subject = own,
            Cards = cards,
            Recommendation = Recommender.OfLadder(cards, limits, Prices.Default, now),
            MeasuredAt = now,
            Limits = limits,
        });
        return (report, HitChances.Of(own));
    }
}

using System.Security.Cryptography;
using System.Text;
using CacheSafety.Cases;
using CacheSafety.Embedding;
using CacheSafety.Policies;
using CacheSafety.Replaying;
using CacheSafety.Reports;
using CacheSafety.Scoring;
using CacheSafety.Statistics;

namespace CacheSafety.Sweeping;

/// <summary>
/// A semantic cache at every threshold from strict to loose. Fixed-sequence testing: the first threshold whose bound is too high ends it, so
/// the level stays 5 % without a correction. Chosen on one half of the groups and confirmed on the other.
/// </summary>
/// <param name="Vectors">Of every text of the cases.</param>
/// <param name="Text">What is embedded.</param>
/// <param name="TextName">The word for it.</param>
/// <param name="IsGuarded">Whether the guard stands behind the threshold.</param>
/// <param name="Epsilon">Tolerated upper bound, 0 to 1.</param>
public sealed record ThresholdSweep(VectorTable Vectors, Func<CaseRequest, string> Text, string TextName, bool IsGuarded, double Epsilon)
{
    private const int Sample = 60;

    // Where neighbours of other cases come into reach.
    private const double Loose = 0.6;

    /// <summary>From strict to loose.</summary>
    public static IReadOnlyList<double> Thresholds { get; } = [.. Enumerable.Range(0, 51).Select(i => Math.Round(1 - (i / 100.0), 2))];

    public async Task<SweepPart> RunAsync(IReadOnlyList<Case> cases, IProgress<int>? progress)
    {
        var points = new List<SweepPoint>();
        var (chosen, confirmed) = (default(double?), default(SweepPoint));
        var (isOpen, isOpenOnHalf) = (true, true);
        var moreTraps = 0;
        foreach (var threshold in Thresholds)
        {
            var card = await Replay.PairwiseAsync(Policy(threshold), cases);
            var half = Half(card, first: true);
            isOpen &= card.TrapFailureBound <= Epsilon;
            isOpenOnHalf &= half.TrapFailureBound <= Epsilon;
            if (isOpenOnHalf)
            {
                (chosen, confirmed) = (threshold, Point(threshold, Half(card, first: false), false));
            }

            moreTraps = points.Count == 0 ? Binomial.MoreTrialsFor(Epsilon, half.TrapFailures.K, half.TrapFailures.N) : moreTraps;
            points.Add(Point(threshold, card, isOpen));
            progress?.Report(points.Count);
        }

        return new SweepPart(
            Vectors.Embedder, TextName, IsGuarded, Epsilon, points, chosen, confirmed is null ? null : confirmed with { Passes = confirmed.Ucb95 <= Epsilon }, moreTraps,
            [.. await PoolAsync(cases, chosen ?? 0.95), .. await PoolAsync(cases, Loose)]);
    }

    // The same questions with more and more entries in the cache.
    private async Task<IReadOnlyList<PoolPoint>> PoolAsync(IReadOnlyList<Case> cases, double threshold)
    {
        var mixed = cases.OrderBy(one => Hash(one.Id)).ToArray();
        var (asked, others) = (mixed.Take(Sample).ToArray(), mixed.Skip(Sample).ToArray());
        var points = new List<PoolPoint>();
        for (var size = 0; ; size = Math.Max(Sample, 2 * size))
        {
            var pool = others.Take(size).ToArray();
            var card = await Replay.PooledAsync(Policy(threshold), asked, pool);
            points.Add(new PoolPoint(
                threshold, asked.Length + pool.Length, Rounded.Of(Captured(card)), Rounded.Of(card.TrapFailures.Value ?? 0),
                card.Outcomes.Count(outcome => outcome.ServedFrom is { } from && from != "own")));
            if (size >= others.Length)
            {
                return points;
            }
        }
    }

    private SemanticPolicy Policy(double threshold) => new(Vectors, threshold, IsGuarded, Text);

    private static SweepPoint Point(double threshold, Scorecard card, bool passes)
    {
        var reusable = Reusable(card);
        var (low, high) = Binomial.Wilson(reusable.K, reusable.N);
        return new SweepPoint(
            threshold, Rounded.Of(Captured(card)), Rounded.Of(card.TrapFailures.Value ?? 0), Rounded.Of(card.TrapFailureBound), [Rounded.Of(low), Rounded.Of(high)], passes);
    }

    private static double Captured(Scorecard card) => Reusable(card).Value ?? 0;

    private static Rate Reusable(Scorecard card) =>
        new(card.Tested.Count(outcome => outcome.IsSafe), card.Tested.Count(outcome => outcome.Case.Label.Reusable));

    private static Scorecard Half(Scorecard card, bool first) =>
        new(card.Policy, [.. card.Outcomes.Where(outcome => Hash(outcome.Case.Group) % 2 == 0 == first)]);

    // By the group's name, so that the halves are the same in every run and no group is in both.
    private static uint Hash(string name) => BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}

using CacheSafety.Cases;
using CacheSafety.Costing;
using CacheSafety.Gating;
using CacheSafety.Scoring;

namespace CacheSafety.Reports;

/// <summary>From outcomes to a report.</summary>
public static class ReportBuilder
{
    private const int MostExamples = 3;

    public static BenchReport Build(ReportInputs inputs)
    {
        var card = inputs.Subject;
        var figures = CostStudy.Of(card, inputs.Prices, inputs.Penalties);
        var gated = card.Outcomes.Count(outcome => outcome.Case.IsGated);
        var report = new BenchReport
        {
            Tool = "cachesafety " + Version(),
            MeasuredAt = inputs.MeasuredAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
            Dataset = new DatasetPart(inputs.File.Name, inputs.File.Sha256, card.Outcomes.Count, gated),
            Target = inputs.Target,
            Run = inputs.Run,
            TotalPairs = card.Tested.Count,
            SafeHitRate = Rounded.Of(card.SafeHits.Value),
            BadHitRate = Rounded.Of(card.BadHits.Value),
            SevereBadHitCount = card.CriticalBadHits,
            CostSavedPer1kRequestsUsd = figures.SavedPerThousand,
            NetSavingRate = figures.SavingRate,
            SemanticTrapFailureRate = Rounded.Of(card.TrapFailures.Value),
            CacheLayerContribution = new LayerPart(Layer(card, "exact"), Layer(card, "canonical"), Layer(card, "neutral"), Layer(card, "semantic")),
            BestPolicy = inputs.Recommendation.Policy,
            SemanticCacheRecommended = inputs.Recommendation.SemanticCacheRecommended,
            BadHits = [.. card.Bad.Select(BadHit)],
            Coverage = Coverage(card),
            Rates = Rates(card),
            ByClass = Classes(card),
            Policies = [.. inputs.Cards.Select(one => Policy(one, inputs))],
            Sweep = inputs.Sweep,
            Cost = new CostPart(inputs.Prices, inputs.Penalties, figures, BestAt(inputs), inputs.Limits.MaxTrapUcb),
            Traffic = inputs.Traffic,
            HeaderTruth = inputs.HeaderTruth,
            Latency = Latency(card),
            Advisory = [.. card.Outcomes.Where(o => !o.Case.IsGated).Select(o => new AdvisoryPart(o.Case.Id, o.Case.Class, Words.Of(o.Verdict), o.Case.Label.Reason))],
            Recommendation = inputs.File.Weakness is { } weakness
                ? inputs.Recommendation with { NotTested = [.. inputs.Recommendation.NotTested, weakness] }
                : inputs.Recommendation,
            Gate = new GatePart(false, Gate.Inconclusive, []),
        };
        return report with { Gate = Gate.Judge(report, inputs.Limits) };
    }

    private static string Version() => typeof(ReportBuilder).Assembly.GetName().Version?.ToString(3) ?? "0";

    private static double Layer(Scorecard card, string layer) => Rounded.Of(card.Layer(layer).Value ?? 0);

    private static PolicyPart Policy(Scorecard card, ReportInputs inputs) => new()
    {
        Policy = card.Policy,
        Rates = Rates(card),
        CriticalBadHits = card.CriticalBadHits,
        Cost = CostStudy.Of(card, inputs.Prices, inputs.Penalties),
        ByClass = Classes(card),
        Worst = [.. card.Bad.OrderByDescending(one => one.Case.Label.Severity).Select(BadHit).OrderBy(one => one.Diff.Count > 1).Take(MostExamples)],
    };

    // The most that any cache saves which is within the tolerance and has no critical bad hit.
    private static decimal? BestAt(ReportInputs inputs)
    {
        var within = inputs.Cards.Where(card => card.CriticalBadHits == 0 && card.TrapFailureBound <= inputs.Limits.MaxTrapUcb).ToArray();
        return within.Length == 0 ? null : within.Max(card => CostStudy.Of(card, inputs.Prices, inputs.Penalties).SavedPerThousand);
    }

    private static RatesPart Rates(Scorecard card) => new()
    {
        SafeHitRate = RatePart.OfHits(card.SafeHits),
        BadHitRate = RatePart.OfFailures(card.BadHits),
        TrapFailureRate = RatePart.OfFailures(card.TrapFailures),
        HitPrecision = RatePart.OfHits(card.HitPrecision),
        MustHit = RatePart.OfHits(card.MustHits),
        Capture = Enum.GetValues<Equivalence>().Where(tier => tier != Equivalence.None)
            .ToDictionary(Words.Of, tier => RatePart.OfHits(card.Capture(tier))),
    };

    private static ClassPart[] Classes(Scorecard card) =>
    [
        .. card.Outcomes.Where(outcome => outcome.Case.IsGated).GroupBy(outcome => outcome.Case.Class).Select(group => new ClassPart(
            group.Key,
            Words.Of(group.First().Case.Suite),
            group.First().Case.Label.Reusable,
            group.Count(outcome => outcome.IsTested),
            group.Count(outcome => outcome.Verdict == Verdict.Hit),
            group.Count(outcome => outcome.IsBad),
            group.Count(outcome => outcome.Verdict == Verdict.Undetermined),
            group.Count(outcome => !outcome.IsTested))),
    ];

    private static CoveragePart Coverage(Scorecard card)
    {
        var coverage = card.Coverage;
        var notRun = card.Outcomes.Where(outcome => outcome.Case.IsGated && outcome.Verdict == Verdict.NotRun)
            .GroupBy(outcome => outcome.Reason ?? "unknown").ToDictionary(group => group.Key, group => group.Count());
        return new CoveragePart(coverage.K, coverage.N, Rounded.Of(coverage.Value ?? 0), notRun, card.ControlDead, card.Undetermined);
    }

    private static LatencyPart? Latency(Scorecard card)
    {
        double[] Times(Verdict verdict) =>
            [.. card.Outcomes.Where(o => o.Verdict == verdict && o.FirstByteMs is not null).Select(o => Math.Round(o.FirstByteMs!.Value, 3)).Order()];
        var (hit, miss) = (Times(Verdict.Hit), Times(Verdict.Miss));
        return hit.Length + miss.Length == 0 ? null : new LatencyPart(hit, miss);
    }

    private static BadHitPart BadHit(CaseOutcome outcome) => new(
        outcome.Case.Id,
        outcome.Case.Class,
        outcome.Case.Language,
        Words.Of(outcome.IsWrongFormat ? Severity.Critical : outcome.Case.Label.Severity),
        outcome.IsReversed,
        outcome.ServedFrom,
        outcome.Layer,
        Rounded.Of(outcome.Similarity),
        Why(outcome),
        outcome.Case.OldAnswer.Text,
        RequestDiff.Of(outcome.Case));

    private static string Why(CaseOutcome outcome) =>
        outcome.IsWrongFormat ? outcome.Reason ?? "The hit came in another wire format than was asked for." : outcome.Reason ?? outcome.Case.Label.Reason;
}

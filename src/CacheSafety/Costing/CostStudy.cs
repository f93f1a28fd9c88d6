using CacheSafety.Cases;
using CacheSafety.Scoring;
using CacheSafety.Statistics;

namespace CacheSafety.Costing;

/// <summary>What a cache saves and what its mistakes cost, for 1,000 requests like the cases.</summary>
public static class CostStudy
{
    private const decimal Nano = 1_000_000_000m;

    public static CostFigures Of(Scorecard card, Prices prices, Penalties penalties)
    {
        var tested = card.Tested;
        var overhead = prices.OverheadPerRequest * 1_000m;
        var saved = tested.Select(outcome => (outcome.Case.Group, Value: outcome.IsSafe ? Fresh(outcome.Case, prices) : 0)).ToArray();
        var all = tested.Sum(outcome => Fresh(outcome.Case, prices));
        var interval = ClusteredBootstrap.MeanInterval(saved);
        var perThousand = tested.Count == 0 ? 0m : saved.Sum(s => s.Value) * 1_000m / tested.Count / Nano;
        var bad = tested.Count(outcome => outcome.IsBad);
        var penalty = tested.Count == 0 ? 0m : tested.Where(o => o.IsBad).Sum(o => penalties.Of(Worst(o))) * 1_000m / tested.Count;
        var fresh = tested.Count == 0 ? 0m : all * 1_000m / tested.Count / Nano;
        var operatorSaves = perThousand - overhead;
        return new CostFigures
        {
            FreshPerThousand = Round(fresh),
            SavedPerThousand = Round(operatorSaves),
            SavedLow = Round((((decimal?)interval?.Low ?? 0m) * 1_000m / Nano) - overhead),
            SavedHigh = Round((((decimal?)interval?.High ?? 0m) * 1_000m / Nano) - overhead),
            CustomerSavedPerThousand = Round((perThousand * prices.ReplayDiscount) - overhead),
            SavingRate = fresh == 0 ? null : Math.Round((double)(operatorSaves / fresh), 6),
            ExpectedPerThousand = Round(fresh - operatorSaves + penalty),
            BadPerThousand = tested.Count == 0 ? 0 : Math.Round(bad * 1_000.0 / tested.Count, 3),
            BreakEvenPenalty = bad == 0 ? null : Round(operatorSaves / (bad * 1_000m / tested.Count)),
        };
    }

    private static long Fresh(Case one, Prices prices) => prices.FreshNanos(one.PromptTokens, one.CompletionTokens);

    // A right answer in a format the caller cannot read is no answer.
    private static Severity Worst(CaseOutcome outcome) => outcome.IsWrongFormat ? Severity.Critical
        : outcome.Case.Label.Severity == Severity.None ? Severity.Major : outcome.Case.Label.Severity;

    private static decimal Round(decimal amount) => Math.Round(amount, 9);
}

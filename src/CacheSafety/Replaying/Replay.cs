using CacheSafety.Cases;
using CacheSafety.Policies;
using CacheSafety.Scoring;

namespace CacheSafety.Replaying;

/// <summary>Puts cases to a policy in this process.</summary>
public static class Replay
{
    /// <summary>Each case alone with an empty cache: what the policy makes of the two requests.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="cases">The cases.</param>
    /// <param name="isReversed">True stores the new request and asks the old one.</param>
    public static async Task<Scorecard> PairwiseAsync(ICachePolicy policy, IEnumerable<Case> cases, bool isReversed = false)
    {
        var outcomes = new List<CaseOutcome>();
        foreach (var one in cases)
        {
            var clock = new ReplayClock();
            using var cache = policy.Open(clock);
            var (first, second) = isReversed ? (one.New, one.Old) : (one.Old, one.New);
            await cache.StoreAsync(first, one.OldAnswer, one.Id);
            clock.Advance(one.Elapsed);
            outcomes.Add(Outcome(one, await cache.LookUpAsync(second), isReversed));
        }

        return new Scorecard(policy.Name, outcomes);
    }

    /// <summary>
    /// All old requests in one cache, then all new ones: nearest neighbours have more to be wrong about. An answer from another case counts
    /// as bad unless that case asked the very same. Cases of one cache are put in the order of their elapsed time.
    /// </summary>
    /// <param name="policy">The policy.</param>
    /// <param name="cases">The cases.</param>
    /// <param name="others">Cases whose old requests are stored too and not asked: a larger pool.</param>
    public static async Task<Scorecard> PooledAsync(ICachePolicy policy, IReadOnlyList<Case> cases, IEnumerable<Case>? others = null)
    {
        var clock = new ReplayClock();
        using var cache = policy.Open(clock);
        var byId = new Dictionary<string, Case>(StringComparer.Ordinal);
        foreach (var one in cases.Concat(others ?? []))
        {
            byId[one.Id] = one;
            await cache.StoreAsync(one.Old, one.OldAnswer, one.Id);
        }

        var outcomes = new List<CaseOutcome>();
        var passed = TimeSpan.Zero;
        foreach (var one in cases.OrderBy(one => one.Elapsed))
        {
            clock.Advance(one.Elapsed - passed);
            passed = one.Elapsed;
            var decision = await cache.LookUpAsync(one.New);
            outcomes.Add(Outcome(one, decision.ServedFrom is { } from && from != one.Id ? Judge(one, byId[from], decision) : decision, false));
        }

        return new Scorecard(policy.Name, outcomes);
    }

    private static CacheDecision Judge(Case one, Case served, CacheDecision decision)
    {
        if (served.Old.IsSameAs(one.Old))
        {
            return decision with { ServedFrom = one.Id };
        }

        return SameRequest.Is(served.Old, one.New) ? CacheDecision.Miss($"the same request was stored by {served.Id}", decision.Similarity) : decision;
    }

    private static CaseOutcome Outcome(Case one, CacheDecision decision, bool isReversed) => new()
    {
        Case = one,
        Verdict = decision.IsHit ? Verdict.Hit : Verdict.Miss,
        IsReversed = isReversed,
        ServedFrom = decision.ServedFrom == one.Id ? "own" : decision.ServedFrom,
        Layer = decision.Layer,
        Similarity = decision.Similarity,
        Reason = decision.Reason,
    };
}

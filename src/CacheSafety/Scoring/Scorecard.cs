using CacheSafety.Cases;
using CacheSafety.Statistics;

namespace CacheSafety.Scoring;

/// <summary>The figures of one cache over one set of cases. Advisory cases are in none of them.</summary>
public sealed class Scorecard
{
    private readonly CaseOutcome[] _tested;

    public Scorecard(string policy, IReadOnlyList<CaseOutcome> outcomes)
    {
        Policy = policy;
        Outcomes = outcomes;
        _tested = [.. outcomes.Where(outcome => outcome.Case.IsGated && outcome.IsTested)];
    }

    public string Policy { get; }

    public IReadOnlyList<CaseOutcome> Outcomes { get; }

    /// <summary>Gated outcomes that count.</summary>
    public IReadOnlyList<CaseOutcome> Tested => _tested;

    /// <summary>Gated cases that could be put to the target, and all gated ones. A control that is dead is not coverage.</summary>
    public Rate Coverage => new(_tested.Count(outcome => outcome.Verdict != Verdict.Undetermined), Outcomes.Count(outcome => outcome.Case.IsGated));

    public int ControlDead => Outcomes.Count(outcome => outcome.Case.IsGated && outcome.Verdict == Verdict.ControlDead);

    public int Undetermined => _tested.Count(outcome => outcome.Verdict == Verdict.Undetermined);

    /// <summary>Right hits among all.</summary>
    public Rate SafeHits => Count(outcome => outcome.IsSafe, _ => true);

    /// <summary>Bad hits among all.</summary>
    public Rate BadHits => Count(outcome => outcome.IsBad, _ => true);

    /// <summary>Bad hits among the traps, what could not be decided counted as bad.</summary>
    public Rate TrapFailures => Count(outcome => outcome.IsBad || outcome.Verdict == Verdict.Undetermined, outcome => outcome.Case.IsTrap);

    /// <summary>One-sided 95 % upper bound of the trap failure rate.</summary>
    public double TrapFailureBound => Binomial.UpperBound(TrapFailures.K, TrapFailures.N);

    /// <summary>Right hits among the hits: what users of cached answers see.</summary>
    public Rate HitPrecision => Count(outcome => outcome.IsSafe, outcome => outcome.Verdict == Verdict.Hit);

    public Rate MustHits => Count(outcome => outcome.IsSafe, outcome => outcome.Case.Label.MustHit);

    public int CriticalBadHits => _tested.Count(outcome => outcome.IsBad && IsCritical(outcome));

    public IEnumerable<CaseOutcome> Bad => _tested.Where(outcome => outcome.IsBad);

    /// <summary>Right hits among the reusable cases of a tier.</summary>
    public Rate Capture(Equivalence tier) => Count(outcome => outcome.IsSafe, outcome => outcome.Case.Label.Equivalence == tier);

    /// <summary>Right hits that a layer served.</summary>
    public Rate Layer(string layer) => Count(outcome => outcome.IsSafe && outcome.Layer == layer, _ => true);

    /// <summary>A hit from another tenant's entry or in a format nobody can read is critical, whatever the case's own label says.</summary>
    private static bool IsCritical(CaseOutcome outcome) =>
        outcome.Case.Label.Severity == Severity.Critical || outcome.IsWrongFormat;

    private Rate Count(Func<CaseOutcome, bool> isMeant, Func<CaseOutcome, bool> isOfCohort)
    {
        var cohort = _tested.Where(isOfCohort).ToArray();
        return new Rate(cohort.Count(isMeant), cohort.Length);
    }
}

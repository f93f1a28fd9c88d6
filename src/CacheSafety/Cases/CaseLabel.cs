namespace CacheSafety.Cases;

/// <summary>What its author says of a case. A claim, argued in <see cref="Reason"/>.</summary>
/// <param name="Reusable">The old answer answers the new request.</param>
/// <param name="Equivalence">How alike the requests are.</param>
/// <param name="MustHit">A cache that misses this is off or broken: same bytes, same scope.</param>
/// <param name="Severity">Of serving the old answer; none when it is reusable.</param>
/// <param name="Reason">Why.</param>
/// <param name="ScopeRule">The boundary that is tested, in the scope suite.</param>
/// <param name="Contested">Reasonable people disagree.</param>
public sealed record CaseLabel(
    bool Reusable, Equivalence Equivalence, bool MustHit, Severity Severity, string Reason, ScopeRule? ScopeRule, bool Contested);

using NextModel.Limits;

namespace NextModel.Configuration;

/// <summary>Budgets and rate limits that stand at one object of a declarative file.</summary>
/// <param name="Budgets">Its budgets.</param>
/// <param name="Rates">Its rate limits, stated whole; null where the file does not say.</param>
public sealed record DeclaredLimits(IReadOnlyList<DeclaredBudget> Budgets, RateLimits? Rates = null)
{
    public static DeclaredLimits None { get; } = new([]);
}

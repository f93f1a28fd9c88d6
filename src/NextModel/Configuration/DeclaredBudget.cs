using NextModel.Limits;

namespace NextModel.Configuration;

/// <summary>A budget of a declarative file, told apart by its name where it stands. It is stated whole: what is left out has its default.</summary>
/// <param name="Where">Path, line and column.</param>
/// <param name="Name">Its name.</param>
/// <param name="LimitNano">What may be spent in a window, in 10⁻⁹ of the organization's currency.</param>
/// <param name="Period">Its window.</param>
public sealed record DeclaredBudget(string Where, string Name, long LimitNano, BudgetPeriod Period)
{
    public string TimeZone { get; init; } = "UTC";

    public bool IsHard { get; init; } = true;

    public string? Model { get; init; }

    public string? Workload { get; init; }

    public BudgetThresholds Thresholds { get; init; } = BudgetThresholds.None;
}

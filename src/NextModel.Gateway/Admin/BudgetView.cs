using NextModel.Billing;
using NextModel.Limits;

namespace NextModel.Gateway.Admin;

/// <summary>A budget and where it stands, as the admin API shows it. Amounts are decimals with 9 places, as text.</summary>
public sealed record BudgetView
{
    public required string Id { get; init; }

    public required string OrganizationId { get; init; }

    public required string Scope { get; init; }

    public required string ScopeId { get; init; }

    public required string Name { get; init; }

    public string? Model { get; init; }

    public string? Workload { get; init; }

    public required string Currency { get; init; }

    public required string Limit { get; init; }

    public required bool Hard { get; init; }

    /// <summary>Percents of the limit at which the organization's webhooks are told.</summary>
    public required IReadOnlyList<int> Thresholds { get; init; }

    public required string Window { get; init; }

    public required string TimeZone { get; init; }

    /// <summary>Charged in this window.</summary>
    public required string Settled { get; init; }

    /// <summary>Held for requests in flight.</summary>
    public required string Reserved { get; init; }

    /// <summary>Held for requests that a dead process left behind.</summary>
    public required string Unknown { get; init; }

    public required string Remaining { get; init; }

    /// <summary>The first instant of this window.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The first instant of the next one; left out when there is none.</summary>
    public DateTimeOffset? ResetsAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required long Version { get; init; }

    public static BudgetView Of(BudgetState state, string currency)
    {
        ArgumentNullException.ThrowIfNull(state);
        var budget = state.Budget;
        return new BudgetView
        {
            Id = budget.WireId,
            OrganizationId = budget.OrganizationId,
            Scope = LimitWords.Of(budget.Scope),
            ScopeId = budget.ScopeId,
            Name = budget.Name,
            Model = budget.Model,
            Workload = budget.Workload,
            Currency = currency,
            Limit = Money.FormatNanos(budget.LimitNano),
            Hard = budget.IsHard,
            Thresholds = budget.Thresholds.Percents,
            Window = LimitWords.Of(budget.Period),
            TimeZone = budget.TimeZone,
            Settled = Money.FormatNanos(state.SettledNano),
            Reserved = Money.FormatNanos(state.ReservedNano),
            Unknown = Money.FormatNanos(state.UnknownNano),
            Remaining = Money.FormatNanos(state.RemainingNano),
            StartedAt = state.Window.Start.ToUniversalTime(),
            ResetsAt = state.Window.End?.ToUniversalTime(),
            CreatedAt = budget.CreatedAt,
            Version = budget.Version,
        };
    }
}

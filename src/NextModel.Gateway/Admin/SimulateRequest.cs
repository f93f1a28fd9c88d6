namespace NextModel.Gateway.Admin;

/// <summary>Body of <c>POST /api/admin/v1/policies/simulate</c>.</summary>
public sealed record SimulateRequest
{
    /// <summary>Id or name; the administrator's own unless given.</summary>
    public string? Organization { get; init; }

    /// <summary>The policy to try.</summary>
    public required PolicyDraft Draft { get; init; }

    /// <summary>Receipts of so many days up to now, 1 to 90; 30 unless given.</summary>
    public int? Days { get; init; }

    /// <summary>How much of every budget is taken to be used, in percent, 0 to 100; 0 unless given.</summary>
    public decimal? BudgetUsedPercent { get; init; }
}

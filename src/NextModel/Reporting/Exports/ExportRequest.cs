namespace NextModel.Reporting.Exports;

/// <summary>An export that is asked for.</summary>
/// <param name="Format">What it is written as.</param>
/// <param name="Scope">Whose receipts.</param>
/// <param name="Filter">Which of them.</param>
/// <param name="From">First instant of completion.</param>
/// <param name="To">End, not included.</param>
public sealed record ExportRequest(ExportFormat Format, ReceiptScope Scope, ReceiptFilter Filter, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>Whether simulated answers are in it. Charges (FOCUS) never are.</summary>
    public bool IncludeSandbox { get; init; }

    /// <summary>True when it is of all receipts of an organization in its range, so that completeness can be proved by their chains.</summary>
    public bool IsWhole => Scope is { ProjectId: null, TeamId: null } && Filter == ReceiptFilter.All && IncludeSandbox;
}

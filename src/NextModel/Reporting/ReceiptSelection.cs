namespace NextModel.Reporting;

/// <summary>Receipts completed in a range of time, as the ledger stood at a position: the same today and in a year.</summary>
/// <param name="Scope">Whose.</param>
/// <param name="Filter">Which of them.</param>
/// <param name="From">First instant of completion.</param>
/// <param name="To">End, not included.</param>
/// <param name="Position">Those at or before this position of the ledger.</param>
public sealed record ReceiptSelection(ReceiptScope Scope, ReceiptFilter Filter, DateTimeOffset From, DateTimeOffset To, long Position)
{
    /// <summary>Whether simulated answers are among them.</summary>
    public bool IncludeSandbox { get; init; }

    /// <summary>Only those after this one; null for all.</summary>
    public ReceiptCursor? After { get; init; }

    /// <summary>True when receipts of these dimensions are meant.</summary>
    public bool Includes(ReceiptSlice slice)
    {
        ArgumentNullException.ThrowIfNull(slice);
        return Scope.Includes(slice.OrganizationId, slice.TeamId, slice.ProjectId) && (IncludeSandbox || !slice.Sandbox) && Filter.Includes(slice);
    }
}

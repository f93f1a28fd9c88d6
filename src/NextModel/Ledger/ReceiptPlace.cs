namespace NextModel.Ledger;

/// <summary>Where a receipt says it stands: enough to check a chain.</summary>
/// <param name="ReceiptId"><c>rcpt_…</c>.</param>
/// <param name="OrganizationId">Whose log.</param>
/// <param name="LogId">The log.</param>
/// <param name="Sequence">Place in it, from 1.</param>
/// <param name="PreviousHash">Hash of the entry before.</param>
/// <param name="Hash">Its own hash.</param>
/// <param name="CompletedAt">As spelled on the receipt; that spelling sorts by time.</param>
public sealed record ReceiptPlace(
    string ReceiptId, string OrganizationId, string LogId, long Sequence, ReceiptHash PreviousHash, ReceiptHash Hash, string CompletedAt)
{
    /// <summary>What the receipt says was charged, and in what; nothing and empty where it says no such thing.</summary>
    public (decimal Amount, string Currency) Charged { get; init; } = (0, "");
}

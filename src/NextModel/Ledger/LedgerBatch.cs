using NextModel.Credits;
using NextModel.Limits;

namespace NextModel.Ledger;

/// <summary>Receipts that become durable together, or not at all.</summary>
/// <param name="Drafts">At least one, each in its place.</param>
/// <param name="Seal">The signature over their Merkle root; see <see cref="CommitSeal"/>.</param>
public sealed record LedgerBatch(IReadOnlyList<ReceiptDraft> Drafts, CommitSeal Seal)
{
    /// <summary>What its receipts add to budgets: added in the same commit, so that both are durable or neither.</summary>
    public IReadOnlyCollection<BudgetCount> Counts { get; init; } = [];

    /// <summary>What its receipts charge to credits, likewise.</summary>
    public IReadOnlyCollection<CreditTransfer> Charges { get; init; } = [];
}

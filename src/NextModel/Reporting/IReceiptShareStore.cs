using NextModel.Audit;

namespace NextModel.Reporting;

/// <summary>Keeps share links. What they open with is kept as a hash only.</summary>
public interface IReceiptShareStore
{
    /// <summary>Adds one with its audit entry: both, durable, or neither.</summary>
    ValueTask AddAsync(ReceiptShare share, byte[] secretHash, AuditDraft audit, CancellationToken cancellationToken);

    /// <summary>Removes one with its audit entry; false when it was not there.</summary>
    ValueTask<bool> RemoveAsync(Guid id, AuditDraft audit, CancellationToken cancellationToken);

    /// <summary>The one that opens with this, expired or not; null when there is none.</summary>
    ValueTask<ReceiptShare?> FindAsync(byte[] secretHash, CancellationToken cancellationToken);

    /// <summary>Those of a receipt, oldest first, expired ones included.</summary>
    ValueTask<IReadOnlyList<ReceiptShare>> ListAsync(Guid receiptId, CancellationToken cancellationToken);
}

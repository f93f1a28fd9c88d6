namespace NextModel.Ledger;

/// <summary>Reads the ledger by position, beside whoever writes it.</summary>
public interface ILedgerReader
{
    /// <summary>Rows after a position, oldest first, at most <paramref name="limit"/>.</summary>
    ValueTask<IReadOnlyList<LedgerRow>> ReadAsync(long afterPosition, int limit, CancellationToken cancellationToken);

    /// <summary>The rows that were committed together with the one at <paramref name="position"/>, in order; empty when there is none.</summary>
    ValueTask<IReadOnlyList<LedgerRow>> ReadCommitAsync(long position, CancellationToken cancellationToken);

    /// <summary>Whose the receipts after a position are, and their hashes, oldest first, at most <paramref name="limit"/>.</summary>
    ValueTask<IReadOnlyList<LedgerLeaf>> ReadLeavesAsync(long afterPosition, int limit, CancellationToken cancellationToken);

    /// <summary>The rows at the given positions, ascending; those that are not there are left out.</summary>
    ValueTask<IReadOnlyList<LedgerRow>> ReadAtAsync(IReadOnlyList<long> positions, CancellationToken cancellationToken);

    /// <summary>Hash of the receipt at a position, also of one whose row lies in an archive now; null when there is none.</summary>
    ValueTask<ReceiptHash?> ReadHashAsync(long position, CancellationToken cancellationToken);

    /// <summary>What stays of archived receipts after a position, oldest first, at most <paramref name="limit"/>.</summary>
    ValueTask<IReadOnlyList<ArchivedRow>> ReadArchivedAsync(long afterPosition, int limit, CancellationToken cancellationToken);

    /// <summary>Every log that was begun.</summary>
    ValueTask<IReadOnlyList<StoredLog>> ReadLogsAsync(CancellationToken cancellationToken);

    /// <summary>Position of the newest row; 0 when there is none. Positions start at 1, or after those that were archived, and have no gaps.</summary>
    ValueTask<long> ReadLastPositionAsync(CancellationToken cancellationToken);
}

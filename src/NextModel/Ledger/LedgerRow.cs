namespace NextModel.Ledger;

/// <summary>One stored receipt, as the store gives it back.</summary>
public sealed record LedgerRow
{
    /// <summary>Place among all receipts of the store, from 1, in the order of commits.</summary>
    public required long Position { get; init; }

    public required Guid Id { get; init; }

    public required Guid LogId { get; init; }

    /// <summary>Place in its log, from 1.</summary>
    public required long LogSequence { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public required long CompletedAt { get; init; }

    public required ReceiptHash PreviousHash { get; init; }

    public required ReceiptHash Hash { get; init; }

    public required ReceiptForm Form { get; init; }

    public required ReadOnlyMemory<byte> Values { get; init; }

    /// <summary>Place in its commit, from 0.</summary>
    public required int CommitIndex { get; init; }

    /// <summary>The commit's seal, on its last row only; null on the others.</summary>
    public required CommitSeal? Seal { get; init; }

    /// <summary>What stands beside it; null where that was not read.</summary>
    public ReceiptColumns? Columns { get; init; }

    /// <summary>The canonical text of the receipt; null when it does not have the hash it was stored with, so the row was changed.</summary>
    public byte[]? TryReadText()
    {
        var sink = new ByteSink(4096);
        return TryReadText(ref sink) ? sink.Written.ToArray() : null;
    }

    /// <summary>The same into <paramref name="sink"/>, whatever was in it before; false instead of null.</summary>
    internal bool TryReadText(ref ByteSink sink)
    {
        sink.Clear();
        return Form.TryFill(this, ref sink) && ReceiptHash.Of(sink.Written) == Hash;
    }
}

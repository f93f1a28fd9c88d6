namespace NextModel.Ledger;

/// <summary>
/// One organization's log of this process start: gapless, hash-chained, written by one writer. Entries are staged while a commit is
/// prepared and count only once it is durable, so a failed commit leaves no trace.
/// </summary>
public sealed class LedgerLog
{
    private LogPlace _durable;
    private LogPlace _staged;

    internal LedgerLog(Guid id, string organizationId, ReceiptHash predecessor, byte[] digestSecret)
    {
        Id = id;
        Name = id.ToString();
        OrganizationId = organizationId;
        Predecessor = predecessor;
        Digests = new ReceiptDigests(digestSecret);
        _durable = _staged = new LogPlace(0, predecessor, long.MinValue, 0);
    }

    public Guid Id { get; }

    public string OrganizationId { get; }

    /// <summary>Head of the organization's log before this one; what the first entry names as the hash before it.</summary>
    public ReceiptHash Predecessor { get; }

    /// <summary>The id as receipts show it.</summary>
    internal string Name { get; }

    /// <summary>The organization's secret under which receipts show hashes.</summary>
    internal ReceiptDigests Digests { get; }

    /// <summary>True once nobody may add to it, because nobody knows where it ends.</summary>
    internal bool IsClosed { get; private set; }

    /// <summary>The last durable entry; null before the first.</summary>
    internal LedgerHead? Head =>
        _durable.Sequence == 0 ? null : new LedgerHead(OrganizationId, Id, _durable.Sequence, _durable.Hash, _durable.Position);

    /// <summary>The next place: sequence, the hash before it, and a time that never goes back.</summary>
    internal (long Sequence, ReceiptHash Previous, long CompletedAt) Next(long now) =>
        (_staged.Sequence + 1, _staged.Hash, Math.Max(_staged.CompletedAt, now));

    /// <summary>Takes the place; <paramref name="index"/> is where in its batch the entry stands.</summary>
    internal void Stage(long sequence, ReceiptHash hash, long completedAt, int index) =>
        _staged = new LogPlace(sequence, hash, completedAt, index);

    /// <summary>What was staged is durable; the batch begins at <paramref name="firstPosition"/>. Further calls for the batch do nothing.</summary>
    internal void Commit(long firstPosition)
    {
        if (_staged.Sequence != _durable.Sequence)
        {
            _durable = _staged = _staged with { Position = firstPosition + _staged.Position };
        }
    }

    internal void RollBack() => _staged = _durable;

    /// <summary>Ends it: what was staged is durable, or it is not, and an entry after either would be one beside the other.</summary>
    internal void Close() => IsClosed = true;

    // Position is the index in the batch while staged.
    private readonly record struct LogPlace(long Sequence, ReceiptHash Hash, long CompletedAt, long Position);
}

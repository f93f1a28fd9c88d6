namespace NextModel.Reporting.Archives;

/// <summary>
/// Moves receipts out of the ledger's rows. What is left of each is enough to find it, to prove that it was there, and to count it; so
/// sums and lists are the same before and after.
/// </summary>
public interface IArchiveStore
{
    /// <summary>Every archive, in the order of positions.</summary>
    ValueTask<IReadOnlyList<Archive>> ListAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The stretch that can be archived next: rows from the oldest, all completed before an instant, whole commits, and never the newest
    /// commit. Null when there is none.
    /// </summary>
    /// <param name="before">The instant.</param>
    /// <param name="through">Nothing after this position.</param>
    /// <param name="most">Receipts at most; at least one commit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<(long First, long Last)?> FindNextAsync(DateTimeOffset before, long through, int most, CancellationToken cancellationToken);

    /// <summary>How many receipts were completed before an instant and still have their rows, and how many bytes those take, about.</summary>
    ValueTask<(long Receipts, long Bytes)> CountAsync(DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>Notes an archive, durably. From now on its rows may be dropped.</summary>
    ValueTask AddAsync(Archive archive, CancellationToken cancellationToken);

    /// <summary>
    /// Drops some of the rows that an archive holds, whole commits, in one short transaction together with what stays of them. Gives the
    /// archive as it stands then.
    /// </summary>
    ValueTask<Archive> DropAsync(Archive archive, CancellationToken cancellationToken);

    /// <summary>Gives a little of the freed space back to the file system; false when there is nothing more to give.</summary>
    ValueTask<bool> ReleaseAsync(CancellationToken cancellationToken);

    /// <summary>The archive that holds a receipt; null when none does.</summary>
    ValueTask<Archive?> FindAsync(Guid receiptId, CancellationToken cancellationToken);
}

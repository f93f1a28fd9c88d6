using NextModel.Ledger;

namespace NextModel.Reporting.Archives;

/// <summary>Verifies the receipts that lie in archives, and what stays of each in the ledger; they stand before those that have their rows.</summary>
/// <param name="archives">Their files.</param>
/// <param name="ledger">What stays of them; read beside whoever writes it.</param>
public sealed class ArchiveWalk(ArchiveReader archives, ILedgerReader ledger)
{
    private const int Batch = 1024;

    /// <summary>Walks every archive.</summary>
    /// <returns>Position of the last receipt, which is their number: positions have no gaps. 0 for none.</returns>
    public async Task<long> RunAsync(EvidenceVerifier verifier, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(verifier);
        verifier.Take(await ledger.ReadLogsAsync(cancellationToken));
        var batch = new List<ReadOnlyMemory<byte>>(Batch);
        var taken = 0L;
        try
        {
            await foreach (var receipt in archives.ReadAllAsync(cancellationToken))
            {
                batch.Add(receipt);
                if (batch.Count == Batch)
                {
                    await TakeAsync(verifier, batch, taken, cancellationToken);
                    taken += batch.Count;
                    batch.Clear();
                }
            }
        }
        catch (InvalidDataException damaged)
        {
            verifier.Report.Note("archive", new(ReceiptProblemCode.ChainGap, damaged.Message));
        }

        await TakeAsync(verifier, batch, taken, cancellationToken);
        await NoteOthersAsync(verifier, cancellationToken);
        return taken + batch.Count;
    }

    private async Task TakeAsync(EvidenceVerifier verifier, List<ReadOnlyMemory<byte>> receipts, long before, CancellationToken cancellationToken)
    {
        var archived = new ArchivedRow?[receipts.Count];
        foreach (var row in await ReadAsync(verifier, before, () => ledger.ReadArchivedAsync(before, receipts.Count, cancellationToken)))
        {
            if (row.Position <= before + receipts.Count)
            {
                archived[row.Position - before - 1] = row;
            }
        }

        verifier.Take(receipts, archived, before + 1);
    }

    // What counts a receipt that lies in no archive, or one that does twice.
    private async Task NoteOthersAsync(EvidenceVerifier verifier, CancellationToken cancellationToken)
    {
        var last = await archives.ListAsync(cancellationToken) is [.., { Dropped: var dropped }] ? dropped : 0;
        var first = await ReadAsync(verifier, 0, () => ledger.ReadArchivedAsync(long.MinValue, 1, cancellationToken));
        var behind = await ReadAsync(verifier, last, () => ledger.ReadArchivedAsync(last, 1, cancellationToken));
        foreach (var row in first.Where(row => row.Position < 1).Concat(behind))
        {
            Note(row.Position, "Every report counts a receipt here that lies in no archive.");
        }

        foreach (var row in (await ReadAsync(verifier, 0, () => ledger.ReadAsync(0, 1, cancellationToken))).Where(row => row.Position <= last))
        {
            Note(row.Position, "A receipt that lies in an archive has its row too: every report counts it twice.");
        }

        void Note(long position, string message) => verifier.Report.Note($"position {position}", new(ReceiptProblemCode.ChainGap, message));
    }

    private static async Task<IReadOnlyList<T>> ReadAsync<T>(EvidenceVerifier verifier, long after, Func<ValueTask<IReadOnlyList<T>>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or ArgumentException)
        {
            // A column has a size that no receipt's has, or names what is not there.
            verifier.Report.Note($"position {after + 1}", new(ReceiptProblemCode.HashMismatch, $"What stays of archived receipts from here on cannot be read: {unreadable.Message}"));
            return [];
        }
    }
}

namespace NextModel.Ledger;

/// <summary>Verifies a ledger row by row, as it stands: damaged rows are findings, and what follows them is looked at too.</summary>
/// <param name="ledger">Read beside whoever writes it; what is written meanwhile is not looked at.</param>
public sealed class LedgerWalk(ILedgerReader ledger)
{
    private const int Chunk = 8192;

    // What belongs to no commit must not gather without end.
    private const int MaxCommit = 4096;

    /// <summary>Walks every row.</summary>
    /// <param name="verifier">Has taken what stands before.</param>
    /// <param name="after">Position of the last receipt that lies in an archive; 0 for none.</param>
    /// <param name="progress">Is told how far it has come and how far it goes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RunAsync(EvidenceVerifier verifier, long after, Action<long, long> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(verifier);
        ArgumentNullException.ThrowIfNull(progress);
        verifier.Take(await ledger.ReadLogsAsync(cancellationToken));
        var last = await ledger.ReadLastPositionAsync(cancellationToken);
        var commits = new List<IReadOnlyList<LedgerRow>>();
        var commit = new List<LedgerRow>();
        for (var position = after; position < last || commit.Count > 0;)
        {
            IReadOnlyList<LedgerRow> rows;
            try
            {
                rows = await ledger.ReadAsync(position, Chunk, cancellationToken);
            }
            catch (Exception unreadable) when (unreadable is InvalidDataException or ArgumentException)
            {
                // A column has a size that no receipt's has, or names what is not there.
                verifier.Report.Note(
                    $"position {position + 1}",
                    new(ReceiptProblemCode.HashMismatch, $"A row from here on cannot be read as a receipt, so the walk ends: {unreadable.Message}"));
                break;
            }

            foreach (var row in rows)
            {
                NoteGap(verifier, position, row);
                position = row.Position;
                if (commit.Count > 0 && (row.CommitIndex == 0 || commit.Count == MaxCommit))
                {
                    commits.Add(commit);
                    commit = [];
                }

                commit.Add(row);
                if (row.Seal is null)
                {
                    continue;
                }

                commits.Add(commit);
                commit = [];
                if (position >= last)
                {
                    break;
                }
            }

            if (rows.Count == 0)
            {
                last = position;
                if (commit.Count > 0)
                {
                    commits.Add(commit);
                    commit = [];
                }
            }

            verifier.Take(commits);
            commits.Clear();
            progress(position, last);
        }

        verifier.End();
    }

    private static void NoteGap(EvidenceVerifier verifier, long before, LedgerRow row)
    {
        if (row.Position != before + 1)
        {
            verifier.Report.Note(
                $"position {row.Position}", new(ReceiptProblemCode.ChainGap, $"Positions {before + 1} to {row.Position - 1} of the ledger are missing."));
        }
    }
}

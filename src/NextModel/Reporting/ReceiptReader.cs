using System.Runtime.CompilerServices;
using NextModel.Ledger;

namespace NextModel.Reporting;

/// <summary>Hands out receipts whole, with hash and signature: one by id, or an organization's in the order they were written.</summary>
public sealed class ReceiptReader(ILedgerReader ledger, IReceiptIndex index)
{
    private const int ExportChunk = 2000;

    /// <summary>The receipt as JSON; null when there is none in the scope, which is null for all organizations. Another tenant's receipt is as missing as one that never was.</summary>
    /// <exception cref="InvalidDataException">The stored receipt is damaged.</exception>
    public async ValueTask<byte[]?> FindAsync(Guid receiptId, ReceiptScope? scope, CancellationToken cancellationToken)
    {
        if (await index.FindAsync(receiptId, cancellationToken) is not { } position)
        {
            return null;
        }

        var commit = await ledger.ReadCommitAsync(position, cancellationToken);
        for (var i = 0; i < commit.Count; i++)
        {
            if (commit[i].Id == receiptId && IsIn(scope, commit[i].Form))
            {
                return new SignedCommit(commit).Receipt(i);
            }
        }

        return null;
    }

    /// <summary>
    /// The receipts at the given positions as JSON, without their signatures, so that each costs no more than its own row. Those in an archive, and those
    /// of other scopes, are left out.
    /// </summary>
    /// <param name="scope">Whose.</param>
    /// <param name="positions">Where they stand in the ledger, in any order.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidDataException">A stored receipt is damaged.</exception>
    public async ValueTask<IReadOnlyDictionary<long, byte[]>> ReadTextsAsync(
        ReceiptScope scope, IReadOnlyList<long> positions, CancellationToken cancellationToken) =>
        (positions.Count == 0 ? [] : await ledger.ReadAtAsync(positions, cancellationToken)).Where(row => IsIn(scope, row.Form)).ToDictionary(
            row => row.Position,
            row => row.TryReadText() ?? throw SignedCommit.Damaged(row));

    /// <summary>
    /// Every receipt of the scope as JSON, oldest first; null means all organizations. What is written meanwhile is not in it.
    /// </summary>
    /// <exception cref="InvalidDataException">A stored receipt is damaged.</exception>
    public async IAsyncEnumerable<byte[]> ExportAsync(
        ReceiptScope? scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (_, receipt) in ReadRangeAsync(scope, 0, await ledger.ReadLastPositionAsync(cancellationToken), cancellationToken))
        {
            yield return receipt;
        }
    }

    /// <summary>The same of a stretch of the ledger, each receipt with its row.</summary>
    /// <param name="scope">Whose; null for all organizations.</param>
    /// <param name="after">Position before the first; the end of a commit, or 0.</param>
    /// <param name="last">Position of the last; what was committed with it is read with it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidDataException">A stored receipt is damaged.</exception>
    public async IAsyncEnumerable<(LedgerRow Row, byte[] Receipt)> ReadRangeAsync(
        ReceiptScope? scope, long after, long last, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var commit = new List<LedgerRow>();
        for (var position = after; position < last;)
        {
            var rows = await ledger.ReadAsync(position, ExportChunk, cancellationToken);
            foreach (var row in rows)
            {
                position = row.Position;
                commit.Add(row);
                if (row.Seal is null)
                {
                    continue;
                }

                var signed = new SignedCommit(commit);
                for (var i = 0; i < commit.Count; i++)
                {
                    if (IsIn(scope, commit[i].Form))
                    {
                        yield return (commit[i], signed.Receipt(i));
                    }
                }

                commit.Clear();
                if (position >= last)
                {
                    yield break;
                }
            }

            if (rows.Count == 0)
            {
                yield break;
            }
        }
    }

    private static bool IsIn(ReceiptScope? scope, ReceiptForm form) => scope is null || scope.Includes(form.OrganizationId, form.TeamId, form.ProjectId);
}

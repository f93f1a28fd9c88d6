using System.Text;
using NextModel.Ledger;

namespace NextModel.Reporting;

/// <summary>Hands out proofs against the newest checkpoint: that a receipt is under it, and that it continues an earlier one.</summary>
public sealed class ReceiptProofs(ReceiptReader receipts, IReceiptIndex index, IReceiptTrees trees, ILedgerStore ledger, SigningKeys keys)
{
    // One is read with all its heads; until the next minute it is the same.
    private volatile Read? _newest;

    /// <summary>The receipt with the newest checkpoint and the path between them; the receipt alone while no checkpoint has it; null when there is none in the scope.</summary>
    /// <exception cref="InvalidDataException">The ledger is damaged.</exception>
    public async ValueTask<(byte[] Document, bool IsProof)?> FindAsync(Guid receiptId, ReceiptScope scope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        if (await receipts.FindAsync(receiptId, scope, cancellationToken) is not { } receipt
            || await index.FindAsync(receiptId, cancellationToken) is not { } position)
        {
            return null;
        }

        return await NewestAsync(cancellationToken) is { } signed
            && TreeOf(signed, scope.OrganizationId) is { } tree
            && await trees.FindAsync(scope.OrganizationId, position, tree.Size, cancellationToken) is { } path
                ? (ReceiptProof.Write(receipt, path, signed.TextFor(scope.OrganizationId)!), true)
                : (receipt, false);
    }

    /// <summary>The newest checkpoint as the organization may see it; null while none counts receipts of it.</summary>
    public async ValueTask<string?> CheckpointAsync(string organizationId, CancellationToken cancellationToken) =>
        (await NewestAsync(cancellationToken))?.TextFor(organizationId);

    /// <summary>
    /// What leads from the tree over the organization's first <paramref name="first"/> receipts to the one over the first
    /// <paramref name="second"/>, or to the newest checkpoint, which is in the document then. Null when there are not so many under it.
    /// </summary>
    public async ValueTask<byte[]?> ConsistencyAsync(string organizationId, long first, long? second, CancellationToken cancellationToken)
    {
        if (await NewestAsync(cancellationToken) is not { } signed || TreeOf(signed, organizationId) is not { } tree)
        {
            return null;
        }

        var last = second ?? tree.Size;
        return first >= 1 && first <= last && last <= tree.Size
            && await trees.FindConsistencyAsync(organizationId, first, last, cancellationToken) is { } path
                ? ConsistencyProof.Write(first, last, path, second is null ? signed.TextFor(organizationId) : null)
                : null;
    }

    private static TreeHead? TreeOf(SignedCheckpoint signed, string organizationId) =>
        signed.Checkpoint.Heads.FirstOrDefault(head => head.OrganizationId == organizationId)?.Tree;

    private async ValueTask<SignedCheckpoint?> NewestAsync(CancellationToken cancellationToken)
    {
        if (await ledger.ReadLastCheckpointAsync(cancellationToken) is not { } text)
        {
            return null;
        }

        if (_newest is { } known && known.Text == text)
        {
            return known.Signed;
        }

        if (!VerifyingKeys.TryParse(Encoding.ASCII.GetBytes(keys.JwkSet()), out var published))
        {
            return null;
        }

        using (published)
        {
            var signed = SignedCheckpoint.TryRead(text, published, out _);
            _newest = new Read(text, signed);
            return signed;
        }
    }

    private sealed record Read(string Text, SignedCheckpoint? Signed);
}

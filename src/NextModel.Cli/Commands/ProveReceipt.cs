using System.Text;
using NextModel.Gateway.Hosting;
using NextModel.Ledger;

namespace NextModel.Cli.Commands;

/// <summary><c>nextmodel receipts prove ID</c>: the receipt with the newest checkpoint and the path between them, in one file.</summary>
internal static class ProveReceipt
{
    public static async Task<int> RunAsync(
        CommandOutput output, ReadOnlyLedger ledger, string id, string? file, CancellationToken cancellationToken)
    {
        if (!ReceiptIds.TryParse(id, out var receiptId) || await ledger.FindPositionAsync(receiptId, cancellationToken) is not { } position
            || await ReceiptsCommand.FindAsync(ledger, id, cancellationToken) is not { } receipt)
        {
            return output.Fail($"There is no receipt '{id}' in this installation.", ExitCodes.Failure);
        }

        if (!VerifyingKeys.TryParse(ledger.JwkSet(), out var keys))
        {
            return output.Fail("This installation has no public keys.", ExitCodes.Unavailable);
        }

        using (keys)
        {
            var organization = new ReceiptVerifier(keys).Verify(receipt).Place!.OrganizationId;
            var signed = await ledger.ReadCheckpointAsync(cancellationToken) is { } text ? SignedCheckpoint.TryRead(text, keys, out _) : null;
            var size = signed?.Checkpoint.Heads.FirstOrDefault(head => head.OrganizationId == organization)?.Tree?.Size ?? 0;
            var tree = new ScannedTree(ledger.Ledger, organization);
            var index = await tree.IndexOfAsync(position, cancellationToken);
            if (index >= size)
            {
                return output.Fail("This receipt is newer than the newest checkpoint. The server takes one every minute; try again then.", ExitCodes.Failure);
            }

            if (await tree.ProveAsync(size, nodes => MerkleProof.Inclusion(index, size, nodes), cancellationToken) is not { } path)
            {
                return output.Fail(
                    "The ledger holds fewer receipts than its newest checkpoint counts. Run './nextmodel receipts verify --all'.", ExitCodes.Failure);
            }

            var proof = ReceiptProof.Write(receipt, new TreePath(index, path), signed!.TextFor(organization)!);
            if (file is null)
            {
                output.Line(Encoding.UTF8.GetString(proof));
                return ExitCodes.Success;
            }

            await File.WriteAllBytesAsync(file, proof, cancellationToken);
            output.Note($"Written to {file}. Anyone can check it: ./nextmodel receipts verify {file} --jwks jwks.json");
            return ExitCodes.Success;
        }
    }
}

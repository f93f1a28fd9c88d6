using NextModel.Gateway.Hosting;
using NextModel.Ledger;

namespace NextModel.Cli.Commands;

/// <summary><c>nextmodel receipts verify --consistency OLD NEW</c>: with a proof, or by reading this installation's ledger.</summary>
internal sealed class VerifyConsistency(CommandOutput output, VerifyRequest request)
{
    public async Task<int> RunAsync(VerifyingKeys keys, ReadOnlyLedger? ledger, CancellationToken cancellationToken)
    {
        var report = new VerificationReport();
        var read = new List<Checkpoint>();
        foreach (var path in request.Consistency)
        {
            if (SignedCheckpoint.TryRead(await File.ReadAllTextAsync(path, cancellationToken), keys, out var problem) is { } signed)
            {
                read.Add(signed.Checkpoint);
            }
            else
            {
                report.Note(path, problem!);
            }
        }

        if (read is [var first, var second])
        {
            foreach (var head in first.Heads)
            {
                var grown = second.Heads.FirstOrDefault(other => other.OrganizationId == head.OrganizationId);

                // An organization's own document says nothing of others.
                if (grown is null && second.Heads.Count == 1 && first.Heads.Count > 1)
                {
                    continue;
                }

                report.Count(1);
                if (ConsistencyProof.Check(head, grown, await FindPathAsync(head, grown, ledger, cancellationToken)) is { } problem)
                {
                    report.Note(head.OrganizationId, problem);
                }
            }
        }

        if (request.Json || report.Problems > 0)
        {
            return new VerificationOutput(output, request.Json).Report(report, "consistency");
        }

        output.Line($"The checkpoint of {read[1].MadeAt:u} continues the one of {read[0].MadeAt:u}: {report.Receipts} organizations, "
            + $"{read[0].Heads.Sum(head => head.Tree!.Size)} receipts then, {read[1].Heads.Sum(head => head.Tree!.Size)} now.");
        return ExitCodes.Success;
    }

    private async Task<IReadOnlyList<ReceiptHash>?> FindPathAsync(
        LedgerHead first, LedgerHead? second, ReadOnlyLedger? ledger, CancellationToken cancellationToken)
    {
        if (first.Tree is not { } old || second?.Tree is not { } grown || old.Size > grown.Size)
        {
            return null;
        }

        if (request.Proof is { } file)
        {
            return ConsistencyProof.TryRead(await File.ReadAllBytesAsync(file, cancellationToken), old.Size, grown.Size);
        }

        return old.Size == grown.Size
            ? []
            : await new ScannedTree(ledger!.Ledger, first.OrganizationId).ProveAsync(
                grown.Size, nodes => MerkleProof.Consistency(old.Size, grown.Size, nodes), cancellationToken);
    }
}

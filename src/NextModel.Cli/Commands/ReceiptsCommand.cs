using System.CommandLine;
using NextModel.Configuration;
using NextModel.Gateway.Hosting;
using NextModel.Ledger;
using NextModel.Reporting;

namespace NextModel.Cli.Commands;

/// <summary><c>nextmodel receipts show|verify|prove|share|shares|unshare|export</c>. All but the links only read, beside a running server too.</summary>
internal static class ReceiptsCommand
{
    public static Command Create(CommandOutput output)
    {
        var command = new Command("receipts", "Show, verify, prove, share and export receipts.")
        {
            CreateShow(output),
            CreateVerify(output),
            CreateProve(output),
            CreateExport(output),
        };
        foreach (var share in ShareReceipt.Create(output))
        {
            command.Add(share);
        }

        return command;
    }

    private static Command CreateShow(CommandOutput output)
    {
        var id = new Argument<string>("id") { Description = "Receipt or request id: rcpt_… or req_…" };
        var command = new Command("show", "Print one receipt as JSON.") { id };
        command.SetAction(async (parsed, cancellationToken) => await WithLedgerAsync(output, async ledger =>
        {
            if (await FindAsync(ledger, parsed.GetValue(id)!, cancellationToken) is not { } receipt)
            {
                return output.Fail($"There is no receipt '{parsed.GetValue(id)}' in this installation.", ExitCodes.Failure);
            }

            output.Line(System.Text.Encoding.UTF8.GetString(receipt));
            return ExitCodes.Success;
        }));
        return command;
    }

    private static Command CreateVerify(CommandOutput output)
    {
        var target = new Argument<string?>("target")
        {
            Description = "A file with a receipt, a receipt and its proof, or an export (JSONL); a nextmodel.db; or the id of a receipt of this installation.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var all = new Option<bool>("--all") { Description = "Walk every log of this installation, against the last witnessed checkpoint." };
        var jwks = new Option<string?>("--jwks") { Description = "File with the public keys (/.well-known/jwks.json); this installation's own unless given." };
        var checkpoint = new Option<string?>("--checkpoint") { Description = "File with a signed checkpoint: what it counted must still be there." };
        var proof = new Option<string?>("--proof") { Description = "File with the proof that the receipt is under a checkpoint, or for --consistency." };
        var consistency = new Option<string[]>("--consistency")
        {
            Description = "Files of two checkpoints: the later must continue the earlier.",
            Arity = new ArgumentArity(2, 2),
            AllowMultipleArgumentsPerToken = true,
        };
        var partial = new Option<bool>("--partial") { Description = "The file is filtered: check each receipt, not that none is missing." };
        var json = new Option<bool>("--json") { Description = "Write JSON for scripts." };
        var command = new Command("verify", "Check hashes, signatures, chains and amounts, offline. Exit code 1 when anything does not hold.")
        {
            target, all, jwks, checkpoint, proof, consistency, partial, json,
        };
        command.SetAction(async (parsed, cancellationToken) => await new VerifyReceipts(output, new VerifyRequest
        {
            Target = parsed.GetValue(target),
            All = parsed.GetValue(all),
            Jwks = parsed.GetValue(jwks),
            Checkpoint = parsed.GetValue(checkpoint),
            Proof = parsed.GetValue(proof),
            Consistency = parsed.GetValue(consistency) ?? [],
            Partial = parsed.GetValue(partial),
            Json = parsed.GetValue(json),
        }).RunAsync(cancellationToken));
        return command;
    }

    private static Command CreateProve(CommandOutput output)
    {
        var id = new Argument<string>("id") { Description = "Receipt or request id: rcpt_… or req_…" };
        var file = new Option<string?>("--output") { Description = "File to write; standard output unless given." };
        var command = new Command("prove", "Write a receipt with the newest checkpoint and the path between them: proof for others.") { id, file };
        command.SetAction(async (parsed, cancellationToken) => await WithLedgerAsync(
            output, async ledger => await ProveReceipt.RunAsync(output, ledger, parsed.GetValue(id)!, parsed.GetValue(file), cancellationToken)));
        return command;
    }

    private static Command CreateExport(CommandOutput output)
    {
        var organization = new Option<string?>("--organization") { Description = "Only this organization's, by name; all unless given." };
        var file = new Option<string?>("--output") { Description = "File to write; standard output unless given." };
        var command = new Command("export", "Write receipts as JSON lines, oldest first.") { organization, file };
        command.SetAction(async (parsed, cancellationToken) => await WithLedgerAsync(output, async ledger =>
        {
            ReceiptScope? scope = null;
            if (parsed.GetValue(organization) is { Length: > 0 } name)
            {
                if ((await ledger.OrganizationsAsync(cancellationToken)).FirstOrDefault(o => o.Name == name) is not { } owner)
                {
                    return output.Fail($"There is no organization '{name}'.", ExitCodes.Failure);
                }

                scope = new ReceiptScope(owner.Id, null);
            }

            await using var target = parsed.GetValue(file) is { Length: > 0 } path ? File.Create(path) : Console.OpenStandardOutput();
            var count = 0L;
            await foreach (var receipt in ledger.Reader.ExportAsync(scope, cancellationToken))
            {
                await target.WriteAsync(receipt, cancellationToken);
                target.WriteByte((byte)'\n');
                count++;
            }

            output.Note($"{count} receipts exported.");
            return ExitCodes.Success;
        }));
        return command;
    }

    internal static async Task<int> WithLedgerAsync(CommandOutput output, Func<ReadOnlyLedger, Task<int>> act)
    {
        var problems = new List<ConfigurationProblem>();
        var installation = Installation.Read(Environment.GetEnvironmentVariable, Environment.CurrentDirectory, problems);
        if (problems.Count > 0)
        {
            return output.Refuse(problems);
        }

        using var ledger = ReadOnlyLedger.Open(installation);
        return ledger is null
            ? output.Fail($"There is no ledger in {installation.DataDirectory}. Set NEXTMODEL_DATA to where the server keeps its data.", ExitCodes.Unavailable)
            : await act(ledger);
    }

    // The operator's own command sees every organization.
    internal static async Task<byte[]?> FindAsync(ReadOnlyLedger ledger, string text, CancellationToken cancellationToken)
    {
        if (!ReceiptIds.TryParse(text, out var id))
        {
            return null;
        }

        foreach (var organization in await ledger.OrganizationsAsync(cancellationToken))
        {
            if (await ledger.Reader.FindAsync(id, new ReceiptScope(organization.Id, null), cancellationToken) is { } receipt)
            {
                return receipt;
            }
        }

        return null;
    }
}

using System.CommandLine;
using NextModel.Configuration;
using NextModel.Gateway.Hosting;
using NextModel.Ledger;
using NextModel.Reporting;

namespace NextModel.Cli.Commands;

/// <summary><c>nextmodel receipts show|verify|prove|share|shares|unshare|export|archive</c>. All but the links and the last only read, beside a running server too.</summary>
internal static class ReceiptsCommand
{
    public static Command Create(CommandOutput output)
    {
        var command = new Command("receipts", "Show, verify, prove, share, export and archive receipts.")
        {
            CreateShow(output),
            CreateVerify(output),
            CreateProve(output),
            CreateExport(output),
            ArchiveReceipts.Create(output),
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
            var receipt = await FindAsync(ledger, parsed.GetValue(id)!, cancellationToken);
            if (receipt is null && ReceiptIds.TryParse(parsed.GetValue(id), out var archived)
                && await ledger.Archives.FindAsync(archived, cancellationToken) is var (archive, text))
            {
                output.Note($"It was archived in {archive.Path}{(text is null ? ", which is not there now" : "")}.");
                receipt = text;
                if (receipt is null)
                {
                    return ExitCodes.Failure;
                }
            }

            if (receipt is null)
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
        var directoryOption = new Option<string?>("--out") { Description = "Directory for the file and its signed manifest; with --format." };
        var options = ExportOptions.Select(one => (one.Parameter, Option: new Option<string?>(one.Option) { Description = one.Description })).ToList();
        var command = new Command("export", "Write receipts: with --format and --out a file with a signed manifest, else all as JSON lines, oldest first.") { organization, file, directoryOption };
        options.ForEach(one => command.Add(one.Option));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var parameters = options.Append(("organization", organization))
                .Where(one => parsed.GetValue(one.Item2) is { Length: > 0 })
                .ToDictionary(one => one.Item1, one => parsed.GetValue(one.Item2)!, StringComparer.Ordinal);
            if (parsed.GetValue(directoryOption) is { Length: > 0 } directory)
            {
                parameters.TryAdd("format", "jsonl");
                return await ExportReceipts.RunAsync(output, parameters, directory, cancellationToken);
            }

            return parameters.Keys.Any(name => name != "organization")
                ? output.Fail("An export of a format or a range goes to a directory: name it with --out.", ExitCodes.Usage)
                : await ExportAllAsync(output, parsed.GetValue(organization), parsed.GetValue(file), cancellationToken);
        });
        return command;
    }

    private static readonly (string Option, string Parameter, string Description)[] ExportOptions =
    [
        ("--format", "format", "csv, jsonl, focus-1.2.csv or focus-1.4.csv."),
        ("--from", "from", "First day of completion in the time zone, such as 2026-11-01, or instant; 30 days before the end unless given."),
        ("--to", "to", "End, not included; now unless given."),
        ("--time-zone", "time_zone", "IANA time zone that days are of; UTC unless given."),
        ("--project", "project", "Only this one's: id or name."),
        ("--team", "team", "Only this one's: id or name."),
        ("--key", "key", "Only this one's: id."),
        ("--sandbox", "sandbox", "include or exclude simulated answers."),
    ];

    private static Task<int> ExportAllAsync(CommandOutput output, string? organization, string? file, CancellationToken cancellationToken) =>
        WithLedgerAsync(output, async ledger =>
        {
            ReceiptScope? scope = null;
            if (organization is { Length: > 0 } name)
            {
                if ((await ledger.OrganizationsAsync(cancellationToken)).FirstOrDefault(o => o.Name == name) is not { } owner)
                {
                    return output.Fail($"There is no organization '{name}'.", ExitCodes.Failure);
                }

                scope = new ReceiptScope(owner.Id, null);
            }

            await using var target = file is { Length: > 0 } path ? File.Create(path) : Console.OpenStandardOutput();
            var count = 0L;
            await foreach (var receipt in ledger.Reader.ExportAsync(scope, cancellationToken))
            {
                await target.WriteAsync(receipt, cancellationToken);
                target.WriteByte((byte)'\n');
                count++;
            }

            output.Note($"{count} receipts exported.");
            return ExitCodes.Success;
        });

    internal static async Task<int> WithLedgerAsync(CommandOutput output, Func<ReadOnlyLedger, Task<int>> act)
    {
        var problems = new List<ConfigurationProblem>();
        var installation = Installation.Read(Environment.GetEnvironmentVariable, Environment.CurrentDirectory, problems);
        if (problems.Count > 0)
        {
            return output.Refuse(problems);
        }

        try
        {
            using var ledger = await ReadOnlyLedger.OpenAsync(installation, CancellationToken.None);
            return ledger is not null ? await act(ledger)
                : installation.Database is not null ? output.Fail("There is no ledger in the database that NEXTMODEL_DATABASE names: no replica was started on it.", ExitCodes.Unavailable)
                : output.Fail($"There is no ledger in {installation.DataDirectory}. Set NEXTMODEL_DATA to where the server keeps its data.", ExitCodes.Unavailable);
        }
        catch (Exception unreadable) when (installation.Database is not null && unreadable is InvalidOperationException or InvalidDataException or System.Data.Common.DbException)
        {
            return output.Fail(unreadable.Message, ExitCodes.Unavailable);
        }
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

using System.CommandLine;
using NextModel.Audit;
using NextModel.Ledger;

namespace NextModel.Cli.Commands;

/// <summary><c>nextmodel audit verify|export</c>. Both only read, beside a running server too.</summary>
internal static class AuditCommand
{
    private const int PageSize = 1000;
    private const int MaxShown = 20;

    public static Command Create(CommandOutput output) => new("audit", "Verify and export the record of who changed what.")
    {
        CreateVerify(output),
        CreateExport(output),
    };

    private static Command CreateVerify(CommandOutput output)
    {
        var file = new Argument<string?>("file") { Description = "A saved export; the trail of this installation unless given.", Arity = ArgumentArity.ZeroOrOne };
        var jwks = new Option<string?>("--jwks") { Description = "File with the public keys (/.well-known/jwks.json); this installation's own unless given." };
        var partial = new Option<bool>("--partial") { Description = "The file is filtered: check each entry, not that none is missing." };
        var command = new Command("verify", "Check hashes, signatures and that no entry is missing. Exit code 1 when anything does not hold.")
        {
            file, jwks, partial,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(file) is { } path && !File.Exists(path))
            {
                return output.Fail($"There is no file '{path}'.", ExitCodes.Usage);
            }

            return parsed.GetValue(file) is { } saved && parsed.GetValue(jwks) is { } keySet
                ? await VerifyAsync(output, File.ReadLinesAsync(saved, cancellationToken), await File.ReadAllBytesAsync(keySet, cancellationToken), !parsed.GetValue(partial))
                : await ReceiptsCommand.WithLedgerAsync(output, async ledger => await VerifyAsync(
                    output,
                    parsed.GetValue(file) is { } export ? File.ReadLinesAsync(export, cancellationToken) : LinesAsync(ledger.Audit, cancellationToken),
                    parsed.GetValue(jwks) is { } own ? await File.ReadAllBytesAsync(own, cancellationToken) : ledger.JwkSet(),
                    !parsed.GetValue(partial)));
        });
        return command;
    }

    private static Command CreateExport(CommandOutput output)
    {
        var organization = new Option<string?>("--organization") { Description = "Only this organization's, by name; all unless given." };
        var file = new Option<string?>("--output") { Description = "File to write; standard output unless given." };
        var command = new Command("export", "Write the audit trail as JSON lines, oldest first.") { organization, file };
        command.SetAction(async (parsed, cancellationToken) => await ReceiptsCommand.WithLedgerAsync(output, async ledger =>
        {
            var query = new AuditQuery(PageSize);
            if (parsed.GetValue(organization) is { Length: > 0 } name)
            {
                if ((await ledger.OrganizationsAsync(cancellationToken)).FirstOrDefault(o => o.Name == name) is not { } owner)
                {
                    return output.Fail($"There is no organization '{name}'.", ExitCodes.Failure);
                }

                query = query with { Organization = owner.Id };
            }

            await using var target = parsed.GetValue(file) is { Length: > 0 } path ? new StreamWriter(path) : null;
            var count = 0L;
            await foreach (var entry in ledger.Audit.ExportAsync(query, cancellationToken))
            {
                await (target ?? output.Results).WriteAsync(entry.Text + "\n");
                count++;
            }

            output.Note($"{count} entries exported.");
            return ExitCodes.Success;
        }));
        return command;
    }

    private static async Task<int> VerifyAsync(CommandOutput output, IAsyncEnumerable<string> lines, byte[] jwks, bool complete)
    {
        if (!VerifyingKeys.TryParse(jwks, out var keys))
        {
            return output.Fail("There are no public keys to verify with. Save /.well-known/jwks.json and name it with --jwks.", ExitCodes.Usage);
        }

        using (keys)
        {
            var verifier = new AuditVerifier(jws => AuditSignature.TryOpen(jws, keys), complete);
            var problems = new List<string>();
            await foreach (var line in lines)
            {
                problems.AddRange(verifier.Check(line));
            }

            foreach (var problem in problems.Take(MaxShown))
            {
                output.Line(problem);
            }

            output.Line(problems.Count == 0 ? $"{verifier.Count} entries verified." : $"{problems.Count} problems in {verifier.Count} entries.");
            return problems.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
        }
    }

    private static async IAsyncEnumerable<string> LinesAsync(
        AuditTrail trail, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entry in trail.ExportAsync(new AuditQuery(PageSize), cancellationToken))
        {
            yield return entry.Text;
        }
    }
}

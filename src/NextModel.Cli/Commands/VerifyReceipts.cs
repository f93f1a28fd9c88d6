using System.Text.Json;
using NextModel.Ledger;

namespace NextModel.Cli.Commands;

/// <summary>The work of <c>nextmodel receipts verify</c>: on a file, on one receipt of this installation, or on all of them.</summary>
internal sealed class VerifyReceipts
{
    private const int MaxShown = 20;

    private readonly List<ReceiptProblem> _problems = [];
    private readonly ReceiptVerifier _verifier;
    private readonly LogChainVerifier _chain = new();
    private readonly bool _checksChain;
    private long _count;

    private VerifyReceipts(VerifyingKeys keys, bool checksChain)
    {
        _verifier = new ReceiptVerifier(keys);
        _checksChain = checksChain;
    }

    public static async Task<int> RunAsync(
        CommandOutput output, string? target, bool all, string? jwks, bool json, CancellationToken cancellationToken)
    {
        if (all == target is not null)
        {
            return output.Fail("Name a file or a receipt id, or use --all.", ExitCodes.Usage);
        }

        if (target is not null && File.Exists(target) && jwks is not null)
        {
            return VerifyFile(output, target, jwks, json);
        }

        return await ReceiptsCommand.WithLedgerAsync(output, async ledger =>
        {
            var keySet = jwks is null ? ledger.JwkSet() : await File.ReadAllBytesAsync(jwks, cancellationToken);
            if (!VerifyingKeys.TryParse(keySet, out var keys))
            {
                return output.Fail("There are no public keys to verify with. Save /.well-known/jwks.json and name it with --jwks.", ExitCodes.Usage);
            }

            using (keys)
            {
                if (target is not null && File.Exists(target))
                {
                    return VerifyLines(output, File.ReadLines(target), keys, json);
                }

                if (target is not null)
                {
                    return await ReceiptsCommand.FindAsync(ledger, target, cancellationToken) is { } receipt
                        ? VerifyLines(output, [System.Text.Encoding.UTF8.GetString(receipt)], keys, json)
                        : output.Fail($"'{target}' is neither a file nor the id of a receipt of this installation.", ExitCodes.Failure);
                }

                var work = new VerifyReceipts(keys, checksChain: true);
                await foreach (var receipt in ledger.Reader.ExportAsync(null, cancellationToken))
                {
                    work.Take(receipt);
                }

                return work.Report(output, json);
            }
        });
    }

    private static int VerifyFile(CommandOutput output, string file, string jwks, bool json)
    {
        if (!VerifyingKeys.TryParse(File.ReadAllBytes(jwks), out var keys))
        {
            return output.Fail($"'{jwks}' holds no JWK set. Save /.well-known/jwks.json of the server.", ExitCodes.Usage);
        }

        using (keys)
        {
            return VerifyLines(output, File.ReadLines(file), keys, json);
        }
    }

    // One line is a saved receipt; more are an export, whose chain is checked too.
    private static int VerifyLines(CommandOutput output, IEnumerable<string> lines, VerifyingKeys keys, bool json)
    {
        var receipts = lines.Where(line => line.Length > 0).ToList();
        var work = new VerifyReceipts(keys, checksChain: receipts.Count > 1);
        receipts.ForEach(line => work.Take(System.Text.Encoding.UTF8.GetBytes(line)));
        return work.Report(output, json);
    }

    private void Take(byte[] receipt)
    {
        _count++;
        var verdict = _verifier.Verify(receipt);
        _problems.AddRange(verdict.Problems);
        if (_checksChain && verdict.Place is { } place && _chain.Add(place) is { } broken)
        {
            _problems.Add(broken);
        }
    }

    private int Report(CommandOutput output, bool json)
    {
        if (json)
        {
            output.Line(JsonSerializer.Serialize(new
            {
                receipts = _count,
                valid = _problems.Count == 0 && _count > 0,
                problems = _problems.Take(MaxShown).Select(problem => new { code = problem.Wire, message = problem.Message }),
            }));
        }
        else
        {
            foreach (var problem in _problems.Take(MaxShown))
            {
                output.Line($"{problem.Wire}: {problem.Message}");
            }

            output.Line(_problems.Count > 0 ? $"{_problems.Count} problems in {_count} receipts."
                : _count == 0 ? "There is no receipt to verify."
                : $"{_count} receipts verified: hashes, signatures, amounts{(_checksChain ? ", chains" : "")}.");
        }

        return _problems.Count == 0 && _count > 0 ? ExitCodes.Success : ExitCodes.Failure;
    }
}

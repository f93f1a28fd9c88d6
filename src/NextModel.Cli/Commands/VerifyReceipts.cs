using System.Text.Json;
using NextModel.Ledger;

namespace NextModel.Cli.Commands;

/// <summary>The work of <c>nextmodel receipts verify</c>: on a file, on one receipt of this installation, or on all of them.</summary>
internal sealed class VerifyReceipts
{
    private const int MaxShown = 20;

    private readonly List<ReceiptProblem> _problems = [];
    private readonly ReceiptVerifier _verifier;
    private readonly LogChainVerifier _chain;
    private readonly bool _checksChain;
    private long _count;

    private VerifyReceipts(VerifyingKeys keys, bool checksChain, Checkpoint? witnessed = null)
    {
        _verifier = new ReceiptVerifier(keys);
        _chain = new LogChainVerifier(witnessed);
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
            return await VerifyFileAsync(output, target, jwks, json, cancellationToken);
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
                    return VerifyText(output, await File.ReadAllBytesAsync(target, cancellationToken), keys, json);
                }

                if (target is not null)
                {
                    return await ReceiptsCommand.FindAsync(ledger, target, cancellationToken) is { } receipt
                        ? VerifyText(output, receipt, keys, json)
                        : output.Fail($"'{target}' is neither a file nor the id of a receipt of this installation.", ExitCodes.Failure);
                }

                // What was witnessed last must still be there: a tail that was cut off shows only against it.
                var witnessed = ledger.ReadWitness() is { } jws ? Checkpoint.TryRead(jws, keys) : null;
                var work = new VerifyReceipts(keys, checksChain: true, witnessed);
                await foreach (var receipt in ledger.ReadAllAsync(cancellationToken))
                {
                    work.Take(receipt);
                }

                work._problems.AddRange(work._chain.End());
                return work.Report(output, json);
            }
        });
    }

    private static async Task<int> VerifyFileAsync(
        CommandOutput output, string file, string jwks, bool json, CancellationToken cancellationToken)
    {
        if (!VerifyingKeys.TryParse(await File.ReadAllBytesAsync(jwks, cancellationToken), out var keys))
        {
            return output.Fail($"'{jwks}' holds no JWK set. Save /.well-known/jwks.json of the server.", ExitCodes.Usage);
        }

        using (keys)
        {
            return VerifyText(output, await File.ReadAllBytesAsync(file, cancellationToken), keys, json);
        }
    }

    // A saved receipt is one JSON text, however it is laid out; an export has one on each line, and its chain is checked too.
    private static int VerifyText(CommandOutput output, byte[] text, VerifyingKeys keys, bool json)
    {
        var lines = text.AsSpan().Trim((byte)'\n').Count("\n{"u8) + 1;
        var work = new VerifyReceipts(keys, checksChain: lines > 1);
        if (lines == 1)
        {
            work.Take(text);
            return work.Report(output, json);
        }

        foreach (var range in text.AsSpan().Split((byte)'\n'))
        {
            if (!text.AsSpan(range).Trim(" \r"u8).IsEmpty)
            {
                work.Take(text[range]);
            }
        }

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

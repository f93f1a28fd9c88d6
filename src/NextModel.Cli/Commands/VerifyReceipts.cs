using NextModel.Gateway.Hosting;
using NextModel.Ledger;
using NextModel.Reporting.Archives;
using NextModel.Reporting.Exports;
using NextModel.Storage.Sqlite;
using NextModel.Storage.Sqlite.Archives;

namespace NextModel.Cli.Commands;

/// <summary>The work of <c>nextmodel receipts verify</c>: on a file, on one receipt of this installation, or on all of them.</summary>
internal sealed class VerifyReceipts(CommandOutput output, VerifyRequest request)
{
    private const string ManifestEnd = ".manifest.json";
    private const string Held = "hashes, signatures, amounts";

    private readonly VerificationOutput _told = new(output, request.Json);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (request.WhyNot() is { } reason)
        {
            return output.Fail(reason, ExitCodes.Usage);
        }

        var isFile = request.Target is not null && File.Exists(request.Target);
        if (request.Jwks is { } jwks && (isFile || request.Consistency.Length > 0) && (request.Consistency.Length == 0 || request.Proof is not null))
        {
            return await WithKeysAsync(await File.ReadAllBytesAsync(jwks, cancellationToken), null, cancellationToken);
        }

        return await ReceiptsCommand.WithLedgerAsync(output, async ledger => await WithKeysAsync(
            request.Jwks is { } file ? await File.ReadAllBytesAsync(file, cancellationToken) : ledger.JwkSet(), ledger, cancellationToken));
    }

    private async Task<int> WithKeysAsync(byte[] jwkSet, ReadOnlyLedger? ledger, CancellationToken cancellationToken)
    {
        if (!VerifyingKeys.TryParse(jwkSet, out var keys) || keys.Count == 0)
        {
            return output.Fail("There are no public keys to verify with. Save /.well-known/jwks.json of the server and name it with --jwks.", ExitCodes.Usage);
        }

        using (keys)
        {
            if (request.Consistency.Length > 0)
            {
                return await new VerifyConsistency(output, request).RunAsync(keys, ledger, cancellationToken);
            }

            Checkpoint? checkpoint = null;
            if (request.Checkpoint is { } path)
            {
                checkpoint = SignedCheckpoint.TryRead(await File.ReadAllTextAsync(path, cancellationToken), keys, out var problem)?.Checkpoint;
                if (checkpoint is null)
                {
                    return One(new ReceiptVerdict([problem!], null));
                }
            }

            if (request.All)
            {
                // What was witnessed last must still be there: a tail that was cut off shows only against it.
                checkpoint ??= ledger!.ReadWitness() is { } witnessed ? Checkpoint.TryRead(witnessed, keys) : null;
                return await WalkAsync(ledger!.Ledger, ledger.Archives, jwkSet, checkpoint, cancellationToken);
            }

            return File.Exists(request.Target)
                ? await VerifyFileAsync(request.Target, jwkSet, keys, checkpoint, cancellationToken)
                : await VerifyIdAsync(request.Target!, ledger!, keys, cancellationToken);
        }
    }

    private async Task<int> VerifyIdAsync(string id, ReadOnlyLedger ledger, VerifyingKeys keys, CancellationToken cancellationToken) =>
        await ReceiptsCommand.FindAsync(ledger, id, cancellationToken) is { } receipt
            ? One(await VerifyOneAsync(receipt, keys, cancellationToken))
            : output.Fail($"'{id}' is neither a file nor the id of a receipt of this installation.", ExitCodes.Failure);

    private async Task<int> VerifyFileAsync(
        string path, byte[] jwkSet, VerifyingKeys keys, Checkpoint? checkpoint, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 20, FileOptions.SequentialScan);
        if (await IsDatabaseAsync(file, cancellationToken))
        {
            using var database = SqliteDatabase.OpenReadOnly(path);
            return await WalkAsync(
                new Storage.Sqlite.Ledger.SqliteLedgerReader(database), new ArchiveReader(new SqliteArchiveStore(database)), jwkSet, checkpoint, cancellationToken);
        }

        if (File.Exists(path + ManifestEnd))
        {
            return await VerifyExportAsync(file, await File.ReadAllBytesAsync(path + ManifestEnd, cancellationToken), jwkSet, keys, cancellationToken);
        }

        // A saved receipt is one JSON text, however it is laid out; an export has one on each line, and its chain is checked too.
        if (file.Length <= ReceiptLines.MaxLine && checkpoint is null)
        {
            var text = new byte[file.Length];
            await file.ReadExactlyAsync(text, cancellationToken);
            if (text.AsSpan().Trim("\r\n"u8).IndexOf("\n{"u8) < 0)
            {
                return One(await VerifyOneAsync(text, keys, cancellationToken));
            }

            file.Position = 0;
        }

        using var verifier = new EvidenceVerifier(jwkSet, request.Partial ? null : new LogChainVerifier(checkpoint));
        await new ReceiptLines().RunAsync(file, verifier, done => _told.Progress(verifier.Report, done, file.Length), cancellationToken);
        return _told.Report(verifier.Report, HeldBy(checkpoint));
    }

    private async Task<int> VerifyExportAsync(
        FileStream file, byte[] manifest, byte[] jwkSet, VerifyingKeys keys, CancellationToken cancellationToken)
    {
        if (ExportStatement.TryRead(manifest, keys, out var problem) is not { } stated)
        {
            return One(new ReceiptVerdict([problem!], null));
        }

        using var verifier = new EvidenceVerifier(jwkSet, ExportCheck.ChainOf(stated));
        await ExportCheck.RunAsync(stated, file, verifier, done => _told.Progress(verifier.Report, done, 2 * file.Length), cancellationToken);
        if (!stated.IsComplete)
        {
            output.Note("The manifest says that this export is not complete: more may come to its range.");
        }

        return _told.Report(
            verifier.Report, stated.Format == "jsonl" ? Held + (stated.IsWhole ? ", chains, manifest" : ", manifest") : "digest, manifest");
    }

    // One receipt, alone or with the checkpoint it is under.
    private async Task<ReceiptVerdict> VerifyOneAsync(byte[] text, VerifyingKeys keys, CancellationToken cancellationToken) =>
        request.Proof is { } proof ? ReceiptProof.Verify(await File.ReadAllBytesAsync(proof, cancellationToken), keys, text)
        : ReceiptProof.IsOne(text) ? ReceiptProof.Verify(text, keys)
        : new ReceiptVerifier(keys).Verify(text);

    private int One(ReceiptVerdict verdict)
    {
        var report = new VerificationReport();
        report.Count(1);
        foreach (var problem in verdict.Problems)
        {
            report.Note("", problem);
        }

        return _told.Report(report, request.Proof is null ? Held : Held + ", checkpoint");
    }

    private async Task<int> WalkAsync(ILedgerReader rows, ArchiveReader archives, byte[] jwkSet, Checkpoint? checkpoint, CancellationToken cancellationToken)
    {
        using var verifier = new EvidenceVerifier(jwkSet, new LogChainVerifier(checkpoint));
        var archived = await new ArchiveWalk(archives, rows).RunAsync(verifier, cancellationToken);
        await new LedgerWalk(rows).RunAsync(verifier, archived, (done, all) => _told.Progress(verifier.Report, done, all), cancellationToken);
        return _told.Report(verifier.Report, HeldBy(checkpoint));
    }

    private string HeldBy(Checkpoint? checkpoint) =>
        Held + (request.Partial ? "" : ", chains") + (checkpoint is null ? "" : ", checkpoint");

    private static async Task<bool> IsDatabaseAsync(FileStream file, CancellationToken cancellationToken)
    {
        var begin = new byte[16];
        var read = await file.ReadAtLeastAsync(begin, begin.Length, throwOnEndOfStream: false, cancellationToken);
        file.Position = 0;
        return begin.AsSpan(0, read).SequenceEqual("SQLite format 3\0"u8);
    }
}

using System.Buffers;
using System.Security.Cryptography;
using NextModel.Billing;
using NextModel.Ledger;

namespace NextModel.Reporting.Exports;

/// <summary>Verifies an export against its manifest: the file's digest, size and rows; of whole receipts also everything that receipts prove, and the totals.</summary>
public static class ExportCheck
{
    private const int Buffer = 1 << 20;

    /// <summary>Reads the file twice: once for its digest, once for what is in it. Findings go to the verifier's report.</summary>
    /// <param name="stated">The manifest.</param>
    /// <param name="file">Can be rewound.</param>
    /// <param name="verifier">Made with <see cref="ChainOf"/>.</param>
    /// <param name="progress">Bytes so far, of twice the file's.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task RunAsync(
        ExportStatement stated, Stream file, EvidenceVerifier verifier, Action<long> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stated);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(verifier);
        var (digest, lines) = await DigestAsync(file, progress, cancellationToken);
        if (digest != stated.Sha256 || file.Length != stated.Bytes)
        {
            verifier.Report.Note("", new(ReceiptProblemCode.HashMismatch, $"The file is {file.Length} bytes with digest {digest}, the manifest says {stated.Bytes} and {stated.Sha256}: it was changed."));
        }

        if (stated.Format != "jsonl")
        {
            // Its rows are no receipts. A header, and quoted line ends, stand between lines and rows; the digest covers them all.
            verifier.Report.Count(stated.Rows);
            if (lines < stated.Rows)
            {
                verifier.Report.Note("", new(ReceiptProblemCode.ChainGap, $"The file has {lines} lines, the manifest counts {stated.Rows} rows."));
            }

            return;
        }

        file.Position = 0;
        await new ReceiptLines().RunAsync(file, verifier, done => progress(file.Length + done), cancellationToken);
        CheckRows(stated, verifier);
        CheckTotals(stated, verifier);
    }

    /// <summary>How receipts of this export must follow each other: where nothing is left out, gaplessly from wherever its range begins.</summary>
    public static LogChainVerifier? ChainOf(ExportStatement stated)
    {
        ArgumentNullException.ThrowIfNull(stated);
        return stated.IsWhole ? new LogChainVerifier { BeginsAnywhere = true } : null;
    }

    private static void CheckRows(ExportStatement stated, EvidenceVerifier verifier)
    {
        var (first, last) = (verifier.First, verifier.Last);
        if (verifier.Report.Receipts != stated.Rows || !IsAt(stated.First, first) || !IsAt(stated.Last, last))
        {
            verifier.Report.Note("", new(
                ReceiptProblemCode.ChainGap,
                $"The manifest counts {stated.Rows} receipts from {Spell(stated.First)} to {Spell(stated.Last)}; here are {verifier.Report.Receipts} from {Spell(first)} to {Spell(last)}."));
        }
    }

    private static void CheckTotals(ExportStatement stated, EvidenceVerifier verifier)
    {
        foreach (var currency in stated.Totals.Keys.Union(verifier.Totals.Keys).Order(StringComparer.Ordinal))
        {
            var (said, summed) = (stated.Totals.GetValueOrDefault(currency), verifier.Totals.GetValueOrDefault(currency));
            if (said != summed)
            {
                verifier.Report.Note("", new(
                    ReceiptProblemCode.AmountMismatch, $"The receipts come to {Money.FormatExact(summed)} {currency}, the manifest says {Money.FormatExact(said)}."));
            }
        }
    }

    private static bool IsAt((string Log, long Sequence)? stated, ReceiptPlace? found) =>
        stated is null ? found is null : found is not null && stated == (found.LogId, found.Sequence);

    private static string Spell((string Log, long Sequence)? place) => place is { } at ? $"entry {at.Sequence} of log {at.Log}" : "nothing";

    private static string Spell(ReceiptPlace? place) => place is null ? "nothing" : Spell((place.LogId, place.Sequence));

    private static async Task<(string Digest, long Lines)> DigestAsync(Stream file, Action<long> progress, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(Buffer);
        var (lines, done) = (0L, 0L);
        try
        {
            int read;
            while ((read = await file.ReadAsync(buffer, cancellationToken)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                lines += buffer.AsSpan(0, read).Count((byte)'\n');
                progress(done += read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return (Convert.ToHexStringLower(hash.GetHashAndReset()), lines);
    }
}

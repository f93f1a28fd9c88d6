using NextModel.Json;
using NextModel.Ledger;

namespace NextModel.Reporting.Exports;

/// <summary>What a signed manifest says about the file of an export, as it is read for verifying. Any text may be handed in.</summary>
public sealed record ExportStatement
{
    private const string Type = "nextmodel.export";

    private static readonly JsonLimits Limits = new(16, 200_000, Strict: true);
    private static readonly CanonicalRule Unsigned = CanonicalRule.Without("signature");

    public required string Format { get; init; }

    public required long Bytes { get; init; }

    public required long Rows { get; init; }

    /// <summary>SHA-256 of the file, as hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>True when it is of all receipts of an organization in its range, so that none may be missing.</summary>
    public required bool IsWhole { get; init; }

    /// <summary>True when nothing more can come to its range.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>Log and sequence of the first receipt; null when there is none.</summary>
    public required (string Log, long Sequence)? First { get; init; }

    /// <summary>Log and sequence of the last receipt.</summary>
    public required (string Log, long Sequence)? Last { get; init; }

    /// <summary>What was charged, per currency, in 10⁻⁹.</summary>
    public required IReadOnlyDictionary<string, decimal> Totals { get; init; }

    /// <summary>Reads a manifest that one of the keys signed; null when <paramref name="problem"/> says what is wrong with it.</summary>
    public static ExportStatement? TryRead(ReadOnlyMemory<byte> manifest, VerifyingKeys keys, out ReceiptProblem? problem)
    {
        problem = new(ReceiptProblemCode.SchemaUnknown, "The manifest is not one of schema 'nextmodel.export/1'.");
        var tape = JsonTape.Rent();
        try
        {
            if (!tape.TryParse(manifest, Limits, out _) || !tape.Root["schema"u8].TextEquals("nextmodel.export/1"u8)
                || tape.Root["signature"u8].GetString() is not { } jws || TryRead(tape.Root) is not { } statement)
            {
                return null;
            }

            if (CompactJws.TryVerify(jws, Type, keys, out problem) is not { } signed)
            {
                return null;
            }

            using var canonical = new PooledBuffer(4096);
            Rfc8785.Write(tape.Root, canonical, Unsigned);
            if (canonical.Written.SequenceEqual(signed))
            {
                return statement;
            }

            problem = new(ReceiptProblemCode.HashMismatch, "The manifest is not what was signed: it was changed.");
            return null;
        }
        finally
        {
            tape.Return();
        }
    }

    private static ExportStatement? TryRead(JsonCursor root)
    {
        var totals = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var total in root["totals"u8].Children)
        {
            if (total.Value["currency"u8].GetString() is not { } currency || !ReceiptAmount.TryRead(total.Value["amount"u8], out var amount))
            {
                return null;
            }

            totals[currency] = amount;
        }

        var files = root["files"u8];
        if (files.Count() != 1)
        {
            return null;
        }

        foreach (var item in files.Children)
        {
            var file = item.Value;
            return file["format"u8].GetString() is { } format && file["sha256"u8].GetString() is { } digest
                && file["bytes"u8].TryGetInt64(out var bytes) && file["rows"u8].TryGetInt64(out var rows)
                    ? new ExportStatement
                    {
                        Format = format,
                        Bytes = bytes,
                        Rows = rows,
                        Sha256 = digest,
                        IsWhole = root["whole"u8].Kind == JsonKind.True,
                        IsComplete = root["complete"u8].Kind == JsonKind.True,
                        First = PlaceOf(file["first"u8]),
                        Last = PlaceOf(file["last"u8]),
                        Totals = totals,
                    }
                    : null;
        }

        return null;
    }

    private static (string, long)? PlaceOf(JsonCursor place) =>
        place["log"u8].GetString() is { } log && place["sequence"u8].TryGetInt64(out var sequence) ? (log, sequence) : null;
}

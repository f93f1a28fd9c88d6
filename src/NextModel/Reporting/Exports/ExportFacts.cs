using NextModel.Ledger;

namespace NextModel.Reporting.Exports;

/// <summary>What the manifest of a written export states.</summary>
/// <param name="Cursor">The export, from its beginning.</param>
/// <param name="FileName">Of the file.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Rows">Rows or lines in it, without a header.</param>
/// <param name="Digest">SHA-256 of it.</param>
/// <param name="Tally">What its receipts sum to.</param>
public sealed record ExportFacts(ExportCursor Cursor, string FileName, long Bytes, long Rows, byte[] Digest, ExportTally Tally)
{
    /// <summary>Product and version.</summary>
    public required string Generator { get; init; }

    /// <summary>Where the organization's newest log ended.</summary>
    public required IReadOnlyList<LedgerHead> Heads { get; init; }

    /// <summary>The newest signed checkpoint; null when there is none yet.</summary>
    public required string? Checkpoint { get; init; }

    /// <summary>True when no receipt of the range can come any more, and none of it lies in an archive.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>Name of the export before it, where exports follow one another; null otherwise.</summary>
    public string? Previous { get; init; }
}

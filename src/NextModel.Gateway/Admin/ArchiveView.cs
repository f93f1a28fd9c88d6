using NextModel.Reporting.Archives;

namespace NextModel.Gateway.Admin;

/// <summary>What a step of archiving did, or would do.</summary>
public sealed record ArchiveView
{
    /// <summary>Receipts that were moved; in a dry run, that would be.</summary>
    public required long Receipts { get; init; }

    /// <summary>Bytes of their rows, about; only in a dry run.</summary>
    public long? Bytes { get; init; }

    /// <summary>The file they are in now; left out when nothing was moved.</summary>
    public string? File { get; init; }

    /// <summary>True when another call would move more.</summary>
    public required bool HasMore { get; init; }

    internal static ArchiveView Of(ArchiveStep step) =>
        new() { Receipts = step.Archive?.Receipts ?? 0, File = step.Archive?.Path, HasMore = !step.IsLast };
}

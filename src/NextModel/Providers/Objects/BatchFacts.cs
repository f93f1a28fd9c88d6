using NextModel.Json;

namespace NextModel.Providers.Objects;

/// <summary>What a source says of a batch.</summary>
/// <param name="IsOver">True when nothing is added to its files any more.</param>
/// <param name="OutputFile">The file with its answers; null where there is none, or none yet.</param>
/// <param name="ErrorFile">The file with what failed; null where there is none.</param>
/// <param name="Completed">How many of its requests were answered well; null where that is not said.</param>
public sealed record BatchFacts(bool IsOver, string? OutputFile, string? ErrorFile, long? Completed)
{
    private static readonly string[] Over = ["completed", "failed", "expired", "cancelled"];

    /// <summary>Reads the object of a batch.</summary>
    public static BatchFacts Of(JsonCursor batch) => new(
        batch["status"u8].GetString() is { } status && Over.Contains(status, StringComparer.OrdinalIgnoreCase),
        Id(batch["output_file_id"u8]),
        Id(batch["error_file_id"u8]),
        batch["request_counts"u8]["completed"u8].TryGetInt64(out var completed) ? completed : null);

    private static string? Id(JsonCursor value) => value.GetString() is { Length: > 0 and <= SourceObject.MostIdLength } id ? id : null;
}

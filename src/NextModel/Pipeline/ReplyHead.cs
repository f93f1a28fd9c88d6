using NextModel.Inference;

namespace NextModel.Pipeline;

/// <summary>What the headers of an answer say about how it was served.</summary>
public sealed record ReplyHead
{
    public required ServeMode ServeMode { get; init; }

    /// <summary>True for server-sent events, false for JSON, unless <see cref="MediaType"/> says what else.</summary>
    public bool EventStream { get; init; }

    /// <summary>What the source calls an answer that is neither, and to which nothing can be added; null for those.</summary>
    public string? MediaType { get; init; }

    /// <summary>Public name of the effective model.</summary>
    public required string Model { get; init; }

    public required string Source { get; init; }

    /// <summary>Value of <c>cache-status</c> (RFC 9211).</summary>
    public required string CacheStatus { get; init; }

    /// <summary>Bytes of the body; null when it is not known yet.</summary>
    public long? ContentLength { get; init; }

    /// <summary>Facts of the receipt, when it is on disk before the first byte (JSON answers and replays); null otherwise.</summary>
    public ReceiptFacts? Receipt { get; init; }
}

using System.Text.Json;

namespace NextModel.Gateway.Pricing;

/// <summary>Body of <c>POST /api/pricing/estimate</c>.</summary>
internal sealed record EstimateRequest
{
    /// <summary>A model's id or alias, or <c>source/model</c>.</summary>
    public string? Model { get; init; }

    /// <summary>Several of them, at most 100.</summary>
    public IReadOnlyList<string>? Models { get; init; }

    /// <summary>All input of one request, its cached part included.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Part of the input that the provider reads from its prompt cache.</summary>
    public long? CachedInputTokens { get; init; }

    /// <summary>Part of the input that it writes there.</summary>
    public long? CacheWriteTokens { get; init; }

    /// <summary>Part of the input that is images and is neither read from nor written to that cache.</summary>
    public long? ImageInputTokens { get; init; }

    /// <summary>Output of one request, reasoning included.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>Part of the output that is reasoning.</summary>
    public long? ReasoningTokens { get; init; }

    /// <summary>A real request body, to count the input from; instead of <see cref="InputTokens"/>.</summary>
    public JsonElement? Body { get; init; }

    /// <summary>Requests in a month; 1 unless given.</summary>
    public long? Requests { get; init; }

    /// <summary>Share of them that repeat an earlier one, 0 to 1.</summary>
    public decimal? RepeatRate { get; init; }

    /// <summary>Currency of the answer; the ledger's unless given.</summary>
    public string? Currency { get; init; }

    /// <summary>The service tier the requests would be served in.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>When they would begin; now unless given.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>A file of requests instead of one: each line of it as a member.</summary>
    public IReadOnlyList<JsonElement>? Workload { get; init; }
}

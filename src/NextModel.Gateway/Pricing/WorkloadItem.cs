using NextModel.Metering;

namespace NextModel.Gateway.Pricing;

/// <summary>One request of a workload: how many tokens it is, and what tells it from others.</summary>
public sealed class WorkloadItem
{
    /// <summary>A line that used no tokens: it does not count.</summary>
    public static WorkloadItem Nothing { get; } = new() { Usage = Usage.None };

    /// <summary>Its tokens. Input is 0 where <see cref="Counted"/> has it by encoding.</summary>
    public required Usage Usage { get; init; }

    /// <summary>Input counted from a body, by encoding; empty where the counts came with the request.</summary>
    public IReadOnlyDictionary<string, long> Counted { get; init; } = new Dictionary<string, long>();

    /// <summary>Equal for requests that the exact cache would take for the same; null when that cannot be told.</summary>
    public string? Identity { get; init; }

    /// <summary>Its usage for a model that counts with that encoding.</summary>
    public Usage UsageFor(string tokenizer) => Counted.TryGetValue(tokenizer, out var input) ? Usage with { InputTokens = input } : Usage;
}

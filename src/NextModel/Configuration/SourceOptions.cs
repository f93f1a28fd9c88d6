using NextModel.Catalog;

namespace NextModel.Configuration;

/// <summary>An entry of <c>sources</c>. Null members keep the built-in source's value, or the default.</summary>
/// <param name="Where">Its path in the file.</param>
/// <param name="Id">Names a built-in source, or a new one.</param>
public sealed record SourceOptions(string Where, string Id)
{
    /// <summary>The entry of the admin API that this is; null for one of the file.</summary>
    public string? Version { get; init; }

    public string? Dialect { get; init; }

    public string? BaseUrl { get; init; }

    public string? ApiKey { get; init; }

    public string? ApiVersion { get; init; }

    public string? Region { get; init; }

    public int? MaxAttempts { get; init; }

    /// <summary>Key <c>retry_budget</c>.</summary>
    public decimal? RetryBudget { get; init; }

    public bool? CircuitBreaker { get; init; }

    public SourceTimeouts? Timeouts { get; init; }

    public SourceQuirks? Quirks { get; init; }

    public OfferedOperations? Operations { get; init; }

    // A record prints all its members: the credential must not be one of them.
    public override string ToString() => $"source {Id}";
}

namespace NextModel.Pipeline.Explaining;

/// <summary>An offer that a request could go to.</summary>
public sealed record ExplainedTarget
{
    public required string Model { get; init; }

    public required string Source { get; init; }

    public required string UpstreamModel { get; init; }

    /// <summary>Whose account it would go out under: <c>platform</c>, or the id of the organization's own credential.</summary>
    public required string Credential { get; init; }

    public required string Region { get; init; }

    /// <summary>1 for the one tried first; null for one that may not be called.</summary>
    public int? Place { get; init; }

    /// <summary>What kind of reason speaks against it; null when none does.</summary>
    public string? RejectedFor { get; init; }

    /// <summary>Why it may not be called; null when it may.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether it is tried now, as <c>GET /api/admin/v1/offers</c> says it.</summary>
    public required string Health { get; init; }

    /// <summary>How fast it has been; null when nothing was measured.</summary>
    public ExplainedLatency? Latency { get; init; }

    /// <summary>What the request is expected to cost.</summary>
    public required ExplainedCost Cost { get; init; }
}

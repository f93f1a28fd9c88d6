using System.Text.Json;

namespace NextModel.Gateway.Admin;

/// <summary>Body of <c>POST /api/admin/v1/policies/explain</c>.</summary>
public sealed record ExplainRequest
{
    /// <summary>Id or name of the key's organization; the administrator's own unless given.</summary>
    public string? Organization { get; init; }

    /// <summary>Id of the API key that would ask.</summary>
    public required string Key { get; init; }

    /// <summary><c>chat.completions</c>, unless given, <c>embeddings</c>, <c>messages</c>, <c>responses</c> or <c>completions</c>.</summary>
    public string? Operation { get; init; }

    /// <summary>The label that <c>x-nextmodel-workload</c> would have.</summary>
    public string? Workload { get; init; }

    /// <summary>The body that would be sent.</summary>
    public required JsonElement Request { get; init; }

    /// <summary>A policy to try; those in force unless given.</summary>
    public PolicyDraft? Draft { get; init; }
}

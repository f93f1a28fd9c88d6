namespace NextModel.Gateway.Admin;

/// <summary>Body of <c>POST /api/admin/v1/cache/purge</c>: a project, or one receipt.</summary>
public sealed record PurgeRequest
{
    public string Organization { get; init; } = "default";

    /// <summary>Name of the project whose entries go.</summary>
    public string? Project { get; init; }

    /// <summary>Id of the fresh receipt whose entry goes.</summary>
    public string? Receipt { get; init; }
}

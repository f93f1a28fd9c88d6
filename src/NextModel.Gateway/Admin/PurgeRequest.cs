namespace NextModel.Gateway.Admin;

/// <summary>Body of <c>POST /api/admin/v1/cache/purge</c>: all of a project, or one receipt of it.</summary>
public sealed record PurgeRequest
{
    /// <summary>Name or id; the organization of the management key that asks, or <c>default</c>, unless given.</summary>
    public string? Organization { get; set; }

    /// <summary>Name of the project.</summary>
    public string? Project { get; init; }

    /// <summary>Id of the fresh receipt whose entry goes; all of the project's entries when it is left out.</summary>
    public string? Receipt { get; init; }
}

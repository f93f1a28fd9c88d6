namespace NextModel.Identity;

/// <summary>What a new key should be.</summary>
/// <param name="ProjectId">The project it will belong to.</param>
/// <param name="Name">1 to 100 characters.</param>
public sealed record KeyRequest(string ProjectId, string Name)
{
    public string Environment { get; init; } = "";

    public string Workload { get; init; } = "";

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>A raw key chosen by the operator (bootstrap); null makes one.</summary>
    public string? RawKey { get; init; }

    // A record prints all its members: the raw key must not be one of them.
    public override string ToString() => $"key '{Name}' for {ProjectId}";
}

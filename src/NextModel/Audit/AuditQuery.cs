namespace NextModel.Audit;

/// <summary>Which entries to read, newest first unless <paramref name="OldestFirst"/>. A null filter matches all.</summary>
/// <param name="Limit">Most entries, 1 or more.</param>
/// <param name="OldestFirst">True for exports.</param>
public sealed record AuditQuery(int Limit, bool OldestFirst = false)
{
    /// <summary>Only entries after this one in the order asked for.</summary>
    public long? After { get; init; }

    public string? Organization { get; init; }

    /// <summary>A whole action (<c>key.revoke</c>) or a kind of object (<c>key</c>).</summary>
    public string? Action { get; init; }

    /// <summary>Id of the changed object.</summary>
    public string? Target { get; init; }

    /// <summary>Id or kind of who did it.</summary>
    public string? Actor { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }
}

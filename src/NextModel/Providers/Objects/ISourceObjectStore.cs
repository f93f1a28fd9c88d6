namespace NextModel.Providers.Objects;

/// <summary>Which project each object at a source belongs to. Every question names the project.</summary>
public interface ISourceObjectStore
{
    /// <summary>Notes an object; nothing changes where it is noted already. Durable when it returns; false where that could not be written.</summary>
    ValueTask<bool> AddAsync(SourceObject made, CancellationToken cancellationToken);

    /// <summary>An object of a project; null when the project has none of that id.</summary>
    ValueTask<SourceObject?> FindAsync(string organizationId, string projectId, SourceObjectKind kind, string id, CancellationToken cancellationToken);

    /// <summary>Those of some ids that are a project's.</summary>
    ValueTask<IReadOnlySet<string>> OwnedAsync(
        string organizationId, string projectId, SourceObjectKind kind, IReadOnlyCollection<string> ids, CancellationToken cancellationToken);

    /// <summary>Where a project has objects of a kind, by source and credential, one object of each for example.</summary>
    ValueTask<IReadOnlyList<SourceObject>> PlacesAsync(string organizationId, string projectId, SourceObjectKind kind, CancellationToken cancellationToken);

    /// <summary>Forgets an object.</summary>
    ValueTask RemoveAsync(SourceObject gone, CancellationToken cancellationToken);
}

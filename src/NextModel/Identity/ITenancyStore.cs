namespace NextModel.Identity;

/// <summary>Where organizations, teams, projects and keys are kept. Every write is durable when it returns.</summary>
public interface ITenancyStore
{
    /// <summary>Everything there is, for the start of a process.</summary>
    ValueTask<TenancyRecords> LoadAsync(CancellationToken cancellationToken);

    /// <param name="organization">Its id and name must be new.</param>
    /// <param name="wrappedDataKey">The organization's data key, wrapped by the master key.</param>
    /// <param name="cancellationToken">Gives up waiting for the writer.</param>
    ValueTask AddOrganizationAsync(Organization organization, byte[] wrappedDataKey, CancellationToken cancellationToken);

    ValueTask AddTeamAsync(Team team, CancellationToken cancellationToken);

    ValueTask AddProjectAsync(Project project, CancellationToken cancellationToken);

    /// <summary>Replaces a project's cache rules.</summary>
    ValueTask UpdateProjectAsync(Project project, CancellationToken cancellationToken);

    ValueTask AddKeyAsync(ApiKey key, CancellationToken cancellationToken);

    /// <summary>Sets the moment of revocation.</summary>
    ValueTask RevokeKeyAsync(string keyId, DateTimeOffset revokedAt, CancellationToken cancellationToken);

    /// <summary>Notes when keys were last used; a later time wins.</summary>
    ValueTask TouchKeysAsync(IReadOnlyDictionary<string, DateTimeOffset> lastUsed, CancellationToken cancellationToken);
}

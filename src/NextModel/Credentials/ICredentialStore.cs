using NextModel.Audit;

namespace NextModel.Credentials;

/// <summary>Where credentials are kept, their secrets encrypted. Every write is durable when it returns; a change with its audit entry, both or neither.</summary>
public interface ICredentialStore
{
    /// <summary>All of them, for the start of a process.</summary>
    ValueTask<IReadOnlyList<Credential>> LoadAsync(CancellationToken cancellationToken);

    /// <summary>One as it stands; null when it is gone.</summary>
    ValueTask<Credential?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Adds a credential, or replaces all but id, organization, team, project, source, creation and last use.</summary>
    ValueTask PutAsync(Credential credential, AuditDraft audit, CancellationToken cancellationToken);

    ValueTask DeleteAsync(Credential credential, AuditDraft audit, CancellationToken cancellationToken);

    /// <summary>Notes when credentials were last used; an id that is gone is passed over.</summary>
    ValueTask SaveLastUsedAsync(IReadOnlyDictionary<string, DateTimeOffset> lastUsed, CancellationToken cancellationToken);
}

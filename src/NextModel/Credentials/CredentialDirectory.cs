using System.Collections.Concurrent;
using NextModel.Identity;
using NextModel.Secrets;

namespace NextModel.Credentials;

/// <summary>The credentials in force, in memory. Reads never lock; an installation without credentials pays one read of a field for each request.</summary>
public sealed class CredentialDirectory(DataKeyRing dataKeys)
{
    private readonly ConcurrentDictionary<string, OrganizationCredentials> _byOrganization = new(StringComparer.Ordinal);
    private volatile bool _hasAny;

    internal LastUse LastUse { get; } = new();

    /// <summary>What a caller's requests can go out under besides the platform's credentials; null when nothing.</summary>
    public CredentialSet? Of(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return _hasAny && _byOrganization.TryGetValue(caller.Organization.Id, out var own) ? own.Of(caller) : null;
    }

    /// <summary>All enabled credentials of an organization, whoever in it may use each: for what its policies can name. Null when it has none.</summary>
    public CredentialSet? OfOrganization(string? organizationId) =>
        organizationId is not null && _byOrganization.TryGetValue(organizationId, out var own) ? own.All : null;

    /// <summary>When a credential was last used, also when that is not in the store yet.</summary>
    public DateTimeOffset? LastUsedAt(Credential credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return LastUse.Find(credential.Id) ?? credential.LastUsedAt;
    }

    /// <summary>Notes that a request went out under a credential.</summary>
    public void NoteUse(string credentialId, DateTimeOffset at) => LastUse.Touch(credentialId, at);

    /// <summary>Puts an organization's credentials in the place of those in force, which requests that have begun keep. What did not change for
    /// requests stays the same object, with its connections and all that is known of its targets.</summary>
    internal void Put(string organizationId, IEnumerable<Credential> credentials)
    {
        var before = _byOrganization.GetValueOrDefault(organizationId);
        var enabled = credentials.Where(c => c.Enabled).Select(c => before?.Find(c) ?? new OwnCredential(c, dataKeys)).ToList();
        if (enabled.Count == 0)
        {
            _byOrganization.TryRemove(organizationId, out _);
        }
        else
        {
            _byOrganization[organizationId] = new OrganizationCredentials(enabled);
        }

        _hasAny = !_byOrganization.IsEmpty;
    }
}

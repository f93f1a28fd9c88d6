using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace NextModel.Identity;

/// <summary>
/// Who is who, in memory: what requests are authenticated against. Reads never lock; changes are made by the holder of
/// <see cref="TenancyChanges"/> only, one at a time.
/// </summary>
public sealed class TenancyDirectory
{
    private readonly ConcurrentDictionary<UInt128, DirectoryEntry> _byDigest = new();
    private readonly ConcurrentDictionary<string, Caller> _callers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Organization> _organizations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Team> _teams = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Project> _projects = new(StringComparer.Ordinal);

    /// <summary>All organizations, in no order.</summary>
    public IEnumerable<Organization> Organizations => _organizations.Values;

    /// <summary>All teams, in no order.</summary>
    public IEnumerable<Team> Teams => _teams.Values;

    /// <summary>All projects, in no order.</summary>
    public IEnumerable<Project> Projects => _projects.Values;

    /// <summary>One caller per key, revoked keys included, in no order.</summary>
    public IEnumerable<Caller> Callers => _callers.Values;

    internal LastUse LastUse { get; } = new();

    public Organization? FindOrganization(string id) => _organizations.GetValueOrDefault(id);

    public Organization? FindOrganizationByName(string name) =>
        _organizations.Values.FirstOrDefault(o => string.Equals(o.Name, name, StringComparison.Ordinal));

    public Team? FindTeam(string id) => _teams.GetValueOrDefault(id);

    public Team? FindTeamByName(string organizationId, string name) =>
        _teams.Values.FirstOrDefault(t => t.OrganizationId == organizationId && string.Equals(t.Name, name, StringComparison.Ordinal));

    public Project? FindProject(string id) => _projects.GetValueOrDefault(id);

    public Project? FindProjectByName(string organizationId, string name) =>
        _projects.Values.FirstOrDefault(p => p.OrganizationId == organizationId && string.Equals(p.Name, name, StringComparison.Ordinal));

    public Caller? FindKey(string keyId) => _callers.GetValueOrDefault(keyId);

    /// <summary>The team that a team, project or key belongs to now, by any of their ids; null for what is an organization's or not there.</summary>
    public string? TeamOf(string id) => FindTeam(id)?.Id ?? FindProject(id)?.TeamId ?? FindKey(id)?.Team.Id;

    /// <summary>
    /// The caller with exactly this digest, or null; <paramref name="until"/> is when this secret stops, where it has been replaced. The
    /// comparison takes the same time wherever digests differ.
    /// </summary>
    public Caller? FindByDigest(ReadOnlySpan<byte> digest, out DateTimeOffset? until)
    {
        if (_byDigest.TryGetValue(KeyDigest.Index(digest), out var entry) && CryptographicOperations.FixedTimeEquals(entry.Digest, digest))
        {
            until = entry.Until;
            return entry.Caller;
        }

        until = null;
        return null;
    }

    /// <summary>When a key was last used, also when that is not in the store yet.</summary>
    public DateTimeOffset? LastUsedAt(ApiKey key) => LastUse.Find(key.Id) ?? key.LastUsedAt;

    internal void Put(Organization organization)
    {
        _organizations[organization.Id] = organization;
        PutAgain(caller => caller.Organization.Id == organization.Id);
    }

    internal void Put(Team team)
    {
        _teams[team.Id] = team;
        PutAgain(caller => caller.Team.Id == team.Id);
    }

    internal void Put(Project project)
    {
        _projects[project.Id] = project;
        PutAgain(caller => caller.Project.Id == project.Id);
    }

    // A request that authenticates meanwhile finds either the old or the new entry of a secret, never none.
    internal void Put(ApiKey key)
    {
        var project = _projects[key.ProjectId];
        var caller = new Caller(_organizations[project.OrganizationId], _teams[project.TeamId], project, key);
        var before = _callers.GetValueOrDefault(key.Id)?.Key;
        _callers[key.Id] = caller;
        _byDigest[KeyDigest.Index(key.Digest)] = new DirectoryEntry(caller, key.Digest, null);
        if (key.PreviousDigest is { } previous)
        {
            _byDigest[KeyDigest.Index(previous)] = new DirectoryEntry(caller, previous, key.PreviousUntil);
        }

        // Another replica may have rotated it more than once since.
        foreach (var stale in new[] { before?.Digest, before?.PreviousDigest })
        {
            if (stale is not null && !IsSecretOf(key, stale))
            {
                _byDigest.TryRemove(KeyDigest.Index(stale), out _);
            }
        }
    }

    private static bool IsSecretOf(ApiKey key, byte[] digest) =>
        digest.AsSpan().SequenceEqual(key.Digest) || (key.PreviousDigest is { } previous && digest.AsSpan().SequenceEqual(previous));

    private void PutAgain(Func<Caller, bool> concerned)
    {
        foreach (var caller in _callers.Values.Where(concerned))
        {
            Put(caller.Key);
        }
    }
}

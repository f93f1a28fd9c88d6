using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace NextModel.Identity;

/// <summary>
/// Who is who, in memory: what requests are authenticated against. Reads never lock; changes are made by <see cref="Tenancy"/> only.
/// </summary>
public sealed class TenancyDirectory
{
    private readonly ConcurrentDictionary<UInt128, Caller> _byDigest = new();
    private readonly ConcurrentDictionary<string, Organization> _organizations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Team> _teams = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Project> _projects = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _lastUsed = new(StringComparer.Ordinal);
    private ConcurrentDictionary<string, DateTimeOffset> _unsavedUse = new(StringComparer.Ordinal);

    /// <summary>All organizations, in no order.</summary>
    public IEnumerable<Organization> Organizations => _organizations.Values;

    /// <summary>All projects, in no order.</summary>
    public IEnumerable<Project> Projects => _projects.Values;

    /// <summary>One caller per key, revoked keys included, in no order.</summary>
    public IEnumerable<Caller> Callers => _byDigest.Values;

    public Organization? FindOrganization(string id) => _organizations.GetValueOrDefault(id);

    public Organization? FindOrganizationByName(string name) =>
        _organizations.Values.FirstOrDefault(o => string.Equals(o.Name, name, StringComparison.Ordinal));

    public Team? FindTeam(string id) => _teams.GetValueOrDefault(id);

    public Team? FindTeamByName(string organizationId, string name) =>
        _teams.Values.FirstOrDefault(t => t.OrganizationId == organizationId && string.Equals(t.Name, name, StringComparison.Ordinal));

    public Project? FindProject(string id) => _projects.GetValueOrDefault(id);

    public Project? FindProjectByName(string organizationId, string name) =>
        _projects.Values.FirstOrDefault(p => p.OrganizationId == organizationId && string.Equals(p.Name, name, StringComparison.Ordinal));

    public Caller? FindKey(string keyId) => _byDigest.Values.FirstOrDefault(c => c.Key.Id == keyId);

    /// <summary>The caller with exactly this digest, or null. The comparison takes the same time wherever digests differ.</summary>
    public Caller? FindByDigest(ReadOnlySpan<byte> digest) =>
        _byDigest.TryGetValue(KeyDigest.Index(digest), out var caller)
        && CryptographicOperations.FixedTimeEquals(caller.Key.Digest, digest) ? caller : null;

    /// <summary>Notes that a key was used; written to the store later, in one go with others.</summary>
    internal void Touch(string keyId, DateTimeOffset now)
    {
        // Once a minute is enough for a person who asks whether a key is still in use, and spares a write per request.
        if (!_lastUsed.TryGetValue(keyId, out var earlier) || now - earlier >= TimeSpan.FromMinutes(1))
        {
            _lastUsed[keyId] = now;
            _unsavedUse[keyId] = now;
        }
    }

    internal IReadOnlyDictionary<string, DateTimeOffset> TakeLastUsed() =>
        Interlocked.Exchange(ref _unsavedUse, new ConcurrentDictionary<string, DateTimeOffset>(StringComparer.Ordinal));

    internal void Put(Organization organization) => _organizations[organization.Id] = organization;

    internal void Put(Team team) => _teams[team.Id] = team;

    internal void Put(Project project)
    {
        _projects[project.Id] = project;
        foreach (var (index, caller) in _byDigest)
        {
            if (caller.Project.Id == project.Id)
            {
                _byDigest[index] = caller with { Project = project };
            }
        }
    }

    internal void Put(ApiKey key)
    {
        var project = _projects[key.ProjectId];
        _byDigest[KeyDigest.Index(key.Digest)] =
            new Caller(_organizations[project.OrganizationId], _teams[project.TeamId], project, key);
    }
}

using NextModel.Errors;
using NextModel.Secrets;

namespace NextModel.Identity;

/// <summary>Changes to organizations, teams, projects and keys: to the store first, then to the directory requests read.</summary>
public sealed class Tenancy(
    ITenancyStore store, TenancyDirectory directory, MasterKey masterKey, DataKeyRing dataKeys, KeyDigest digests, TimeProvider time)
    : IDisposable
{
    /// <summary>Longest name of anything, in characters.</summary>
    public const int MaxNameLength = 100;

    private readonly SemaphoreSlim _changes = new(1, 1);

    /// <summary>Fills the directory and the data keys; for the start of a process.</summary>
    /// <exception cref="InvalidOperationException">The master key is not the one this data was written under.</exception>
    public async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        var records = await store.LoadAsync(cancellationToken);
        foreach (var (organization, wrapped) in records.Organizations)
        {
            dataKeys.Add(organization.Id, masterKey.Unwrap(organization.Id, wrapped) ?? throw new InvalidOperationException(
                $"The master key does not open the data key of organization '{organization.Name}'. Start with the NEXTMODEL_MASTER_KEY "
                + "(or secrets/master.key) that this data was written under."));
            directory.Put(organization);
        }

        foreach (var team in records.Teams)
        {
            directory.Put(team);
        }

        foreach (var project in records.Projects)
        {
            directory.Put(project);
        }

        foreach (var key in records.Keys)
        {
            directory.Put(key);
        }
    }

    /// <summary>The named project; with <paramref name="create"/>, made along with what is missing above it.</summary>
    /// <param name="organization">Organization name.</param>
    /// <param name="team">Team name; only used when the project is made.</param>
    /// <param name="project">Project name.</param>
    /// <param name="currency">Ledger currency of an organization that is made.</param>
    /// <param name="create">Whether to make what is missing.</param>
    /// <param name="cancellationToken">Gives up between steps; what was made stays.</param>
    public async ValueTask<Result<Project>> GetProjectAsync(
        string organization, string team, string project, string currency, bool create, CancellationToken cancellationToken)
    {
        if (CheckName("organization", organization) is { } badOrganization)
        {
            return badOrganization;
        }

        if (CheckName("team", team) is { } badTeam)
        {
            return badTeam;
        }

        if (CheckName("project", project) is { } badProject)
        {
            return badProject;
        }

        await _changes.WaitAsync(cancellationToken);
        try
        {
            if (directory.FindOrganizationByName(organization) is not { } owner)
            {
                if (!create)
                {
                    return Missing("organization", organization);
                }

                owner = new Organization(NewId("org_"), organization, currency);
                var (dataKey, wrapped) = masterKey.CreateDataKey(owner.Id);
                await store.AddOrganizationAsync(owner, wrapped, cancellationToken);
                dataKeys.Add(owner.Id, dataKey);
                directory.Put(owner);
            }

            if (directory.FindProjectByName(owner.Id, project) is { } found)
            {
                return found;
            }

            if (!create)
            {
                return Missing("project", project);
            }

            if (directory.FindTeamByName(owner.Id, team) is not { } group)
            {
                group = new Team(NewId("team_"), owner.Id, team);
                await store.AddTeamAsync(group, cancellationToken);
                directory.Put(group);
            }

            var made = new Project(NewId("proj_"), owner.Id, group.Id, project);
            await store.AddProjectAsync(made, cancellationToken);
            directory.Put(made);
            return made;
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>Issues a key. The raw key is only in the answer.</summary>
    public async ValueTask<Result<IssuedKey>> IssueKeyAsync(KeyRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (CheckName("name", request.Name) is { } badName)
        {
            return badName;
        }

        if (request.RawKey is { } given && !KeyFormat.IsWellFormed(given))
        {
            return new GatewayError(
                GatewayErrorCode.InvalidRequest,
                $"NEXTMODEL_BOOTSTRAP_KEY is not a key of the form {KeyFormat.Start}<43 base62>_<6 base62 checksum>.");
        }

        var raw = request.RawKey ?? KeyFormat.Create();
        var key = new ApiKey(NewId("key_"), request.ProjectId, request.Name, raw[..KeyFormat.PrefixLength], digests.Compute(raw))
        {
            Environment = request.Environment,
            Workload = request.Workload,
            CreatedAt = time.GetUtcNow(),
            ExpiresAt = request.ExpiresAt,
        };
        await _changes.WaitAsync(cancellationToken);
        try
        {
            await store.AddKeyAsync(key, cancellationToken);
            directory.Put(key);
            return new IssuedKey(key, raw);
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>Revokes a key by id or prefix; requests that begin afterwards are refused.</summary>
    public async ValueTask<Result<ApiKey>> RevokeKeyAsync(string idOrPrefix, CancellationToken cancellationToken)
    {
        var matches = directory.Callers.Where(c =>
            c.Key.Id == idOrPrefix || (idOrPrefix.Length >= KeyFormat.PrefixLength && idOrPrefix.StartsWith(c.Key.Prefix, StringComparison.Ordinal)))
            .ToList();
        if (matches.Count != 1)
        {
            return new GatewayError(
                GatewayErrorCode.NotFound,
                matches.Count == 0
                    ? $"There is no key '{idOrPrefix[..Math.Min(idOrPrefix.Length, 40)]}'. './nextmodel keys list' shows ids and prefixes."
                    : $"{matches.Count} keys begin with '{matches[0].Key.Prefix}'. Name one by its id: {string.Join(", ", matches.Select(m => m.Key.Id))}.");
        }

        await _changes.WaitAsync(cancellationToken);
        try
        {
            var revoked = matches[0].Key with { RevokedAt = matches[0].Key.RevokedAt ?? time.GetUtcNow() };
            await store.RevokeKeyAsync(revoked.Id, revoked.RevokedAt.Value, cancellationToken);
            directory.Put(revoked);
            return revoked;
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>Replaces a project's cache rules.</summary>
    public async ValueTask<Result<Project>> SetProjectCacheAsync(string projectId, ProjectCache cache, CancellationToken cancellationToken)
    {
        await _changes.WaitAsync(cancellationToken);
        try
        {
            if (directory.FindProject(projectId) is not { } project)
            {
                return Missing("project", projectId);
            }

            var changed = project with { Cache = cache };
            await store.UpdateProjectAsync(changed, cancellationToken);
            directory.Put(changed);
            return changed;
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>Writes the last-use times gathered since the last call.</summary>
    public async ValueTask SaveLastUsedAsync(CancellationToken cancellationToken)
    {
        var lastUsed = directory.TakeLastUsed();
        if (lastUsed.Count > 0)
        {
            await store.TouchKeysAsync(lastUsed, cancellationToken);
        }
    }

    public void Dispose() => _changes.Dispose();

    private string NewId(string prefix) => prefix + Guid.CreateVersion7(time.GetUtcNow()).ToString("N");

    private static GatewayError? CheckName(string what, string name) =>
        name.Length is 0 or > MaxNameLength || name.Trim().Length != name.Length || name.Any(char.IsControl)
            ? new GatewayError(
                GatewayErrorCode.InvalidRequest,
                $"A {what} needs 1 to {MaxNameLength} characters without control characters or white space at the ends.", what)
            : null;

    private static GatewayError Missing(string what, string name) => new(
        GatewayErrorCode.NotFound, $"There is no {what} '{name}'. Add --create to make it, or see './nextmodel keys list'.", what);
}

using NextModel.Audit;
using NextModel.Caching;
using NextModel.Configuration;
using NextModel.Errors;
using NextModel.Gateway.Declaring;
using NextModel.Idempotency;
using NextModel.Identity;
using NextModel.Ledger;
using NextModel.Responses;

namespace NextModel.Gateway.Admin;

/// <summary>What an administrator does by name, for the admin API and for the command line when no server runs.</summary>
public sealed class AdminOperations(
    Tenancy tenancy, ApiKeys keys, TenancyDirectory directory, AdminObjects objects, SnapshotHolder snapshots, ExactCache cache,
    IdempotencyBook idempotency, ResponseBook responses, AuditTrail audit, Declarations declarations, BudgetOperations budgets, RateLimitOperations rateLimits,
    PolicyOperations policies, PolicyStudy study, CredentialOperations credentials)
{
    /// <summary>Many objects by one file.</summary>
    public Declarations Declarations => declarations;

    public BudgetOperations Budgets => budgets;

    public RateLimitOperations RateLimits => rateLimits;

    public PolicyOperations Policies => policies;

    public PolicyStudy PolicyStudy => study;

    /// <summary>Organizations' own credentials at sources.</summary>
    public CredentialOperations Credentials => credentials;

    /// <summary>Makes a key as the local command line does.</summary>
    public ValueTask<Result<KeyView>> CreateKeyAsync(CreateKeyRequest request, CancellationToken cancellationToken) =>
        CreateKeyAsync(Administrator.CommandLine, request, cancellationToken);

    public async ValueTask<Result<KeyView>> CreateKeyAsync(Administrator by, CreateKeyRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(request);
        if (!(await FindOrCreateProjectAsync(by, request, cancellationToken)).TryGet(out var project, out var missing))
        {
            return missing;
        }

        var issued = await keys.IssueAsync(
            by.Actor,
            new KeyRequest(project.Id, request.Name)
            {
                Environment = request.Environment,
                Workload = request.Workload,
                ExpiresAt = request.ExpiresAt,
            },
            cancellationToken);
        return issued.TryGet(out var key, out var refusal) ? View(key.Key.Id, key.RawKey) : refusal;
    }

    /// <summary>All keys that the administrator sees, newest first.</summary>
    public IReadOnlyList<KeyView> ListKeys(Administrator by) =>
    [
        .. directory.Callers
            .Where(c => by.Sees(c.Organization.Id, c.Team.Id))
            .OrderByDescending(c => c.Key.CreatedAt).ThenBy(c => c.Key.Id, StringComparer.Ordinal)
            .Select(c => KeyView.Of(c, directory.LastUsedAt(c.Key))),
    ];

    public async ValueTask<Result<KeyView>> RevokeKeyAsync(Administrator by, RevokeKeyRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(request);
        if (!keys.FindByIdOrPrefix(request.Key, c => by.Sees(c.Organization.Id, c.Team.Id)).TryGet(out var found, out var missing))
        {
            return missing;
        }

        var revoked = await keys.RevokeAsync(by.Actor, found.Key.Id, null, cancellationToken);
        return revoked.TryGet(out var key, out var refusal) ? View(key.Id) : refusal;
    }

    /// <summary>Gives the key of that id or prefix a new secret; the answer holds it.</summary>
    public async ValueTask<Result<KeyView>> RotateKeyAsync(Administrator by, string idOrPrefix, RotateKeyRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(request);
        if (!keys.FindByIdOrPrefix(idOrPrefix, c => by.Sees(c.Organization.Id, c.Team.Id)).TryGet(out var found, out var refusal)
            || !(await keys.RotateAsync(by.Actor, found.Key.Id, null, request.Grace, cancellationToken)).TryGet(out var rotated, out refusal))
        {
            return refusal;
        }

        return View(rotated.Key.Id, rotated.RawKey);
    }

    public async ValueTask<Result<ProjectCacheView>> SetProjectCacheAsync(
        Administrator by, ProjectCacheRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(request);
        if (!FindProject(by, request.Organization, request.Project).TryGet(out var project, out var refusal))
        {
            return refusal;
        }

        var rules = new CacheRules
        {
            Mode = request.Mode,
            TimeToLiveSeconds = request.TimeToLiveSeconds,
            MaxEntryBytes = request.MaxEntryBytes,
            MaxTotalBytes = request.MaxTotalBytes,
            IgnoredMetadata = request.IgnoredMetadata,
        };
        if (!rules.Apply(project.Cache).TryGet(out var cacheAfter, out refusal))
        {
            return refusal;
        }

        var changed = await tenancy.ChangeProjectAsync(
            by.Actor, project.Id, null, "change", p => p with { Cache = cacheAfter }, cancellationToken);
        return changed.TryGet(out var after, out refusal) ? ProjectCacheView.Of(after) : refusal;
    }

    /// <summary>Deletes the stored answers of a project, or of one receipt of it.</summary>
    public async ValueTask<Result<PurgeResult>> PurgeCacheAsync(Administrator by, PurgeRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(request);
        if (request.Project is not { Length: > 0 } name)
        {
            return new GatewayError(
                GatewayErrorCode.InvalidRequest, "Name the project whose stored answers go, and a receipt of it if only one shall.", "project");
        }

        if (!FindProject(by, request.Organization, name).TryGet(out var project, out var missing))
        {
            return missing;
        }

        var removed = request.Receipt is { Length: > 0 } receipt
            ? await PurgeReceiptAsync(project, receipt, cancellationToken)
            : await cache.PurgeProjectAsync(project.OrganizationId, project.Id, cancellationToken)
                + await idempotency.EraseProjectAsync(project.OrganizationId, project.Id)
                + await responses.PurgeAsync(project.OrganizationId, project.Id, null);
        await audit.RecordAsync(by.Actor, "cache.purge", project.Id, project.OrganizationId, null, $"{{\"removed\":{removed}}}", cancellationToken);
        return new PurgeResult(removed);
    }

    private async ValueTask<int> PurgeReceiptAsync(Project project, string receipt, CancellationToken cancellationToken) =>
        await cache.PurgeReceiptAsync(project.OrganizationId, project.Id, receipt, cancellationToken)
        + (ReceiptIds.TryParse(receipt, out var id)
            ? await idempotency.EraseReceiptAsync(project.OrganizationId, project.Id, id) + await responses.PurgeAsync(project.OrganizationId, project.Id, id)
            : 0);

    /// <summary>The project that a key is for; with <see cref="CreateKeyRequest.Create"/>, made along with what is missing above it.</summary>
    private async ValueTask<Result<Project>> FindOrCreateProjectAsync(Administrator by, CreateKeyRequest request, CancellationToken cancellationToken)
    {
        if (!objects.FindOrganization(by, request.Organization).TryGet(out var organization, out var refusal))
        {
            if (!request.Create || !by.IsOperator)
            {
                return refusal;
            }

            var made = await tenancy.CreateOrganizationAsync(
                by.Actor, request.Organization ?? "default", snapshots.Current.Currency, cancellationToken);
            if (!made.TryGet(out organization, out refusal))
            {
                return refusal;
            }
        }

        if (objects.FindProject(by, organization.Id, request.Project).TryGet(out var project, out refusal))
        {
            return project;
        }

        if (!request.Create)
        {
            return refusal with { Message = refusal.Message + " Ask for 'create' (--create) to make it." };
        }

        if (!objects.FindTeam(by, organization.Id, request.Team).TryGet(out var team, out _))
        {
            if (!by.Holds(AccessRole.Admin, organization.Id, null))
            {
                return CannotCreate("team");
            }

            if (!(await tenancy.CreateTeamAsync(by.Actor, organization.Id, request.Team, cancellationToken)).TryGet(out team, out refusal))
            {
                return refusal;
            }
        }

        return by.Holds(AccessRole.Admin, organization.Id, team.Id)
            ? await tenancy.CreateProjectAsync(by.Actor, team, request.Project, ProjectCache.Default, cancellationToken)
            : CannotCreate("project");
    }

    private Result<Project> FindProject(Administrator by, string? organization, string project) =>
        objects.FindOrganization(by, organization).TryGet(out var owner, out var missing) ? objects.FindProject(by, owner.Id, project) : missing;

    private KeyView View(string keyId, string? rawKey = null)
    {
        var caller = directory.FindKey(keyId)!;
        return KeyView.Of(caller, directory.LastUsedAt(caller.Key), rawKey);
    }

    private static GatewayError CannotCreate(string what) => new(
        GatewayErrorCode.PermissionDenied, $"That {what} is not there, and making it needs the role admin.", "create");
}

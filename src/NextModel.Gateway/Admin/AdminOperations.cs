using NextModel.Caching;
using NextModel.Configuration;
using NextModel.Errors;
using NextModel.Identity;

namespace NextModel.Gateway.Admin;

/// <summary>What an administrator may do, for the admin API and for the command line when no server runs.</summary>
public sealed class AdminOperations(Tenancy tenancy, TenancyDirectory directory, SnapshotHolder snapshots, ExactCache cache)
{
    private static readonly TimeSpan LongestTimeToLive = TimeSpan.FromDays(365);

    public async ValueTask<Result<KeyView>> CreateKeyAsync(CreateKeyRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var project = await tenancy.GetProjectAsync(
            request.Organization, request.Team, request.Project, snapshots.Current.Currency, request.Create, cancellationToken);
        if (!project.TryGet(out var found, out var missing))
        {
            return missing;
        }

        var issued = await tenancy.IssueKeyAsync(
            new KeyRequest(found.Id, request.Name) { Environment = request.Environment, Workload = request.Workload }, cancellationToken);
        return issued.TryGet(out var key, out var refusal) ? KeyView.Of(directory.FindKey(key.Key.Id)!, key.RawKey) : refusal;
    }

    /// <summary>All keys, newest first.</summary>
    public KeyList ListKeys() => new(
        [.. directory.Callers.OrderByDescending(c => c.Key.CreatedAt).ThenBy(c => c.Key.Id, StringComparer.Ordinal).Select(c => KeyView.Of(c))]);

    public async ValueTask<Result<KeyView>> RevokeKeyAsync(RevokeKeyRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var revoked = await tenancy.RevokeKeyAsync(request.Key, cancellationToken);
        return revoked.TryGet(out var key, out var refusal) ? KeyView.Of(directory.FindKey(key.Id)!) : refusal;
    }

    /// <summary>The project of that name, or a refusal that says how to see what there is.</summary>
    public Result<Project> FindProject(string organization, string project)
    {
        var owner = directory.FindOrganizationByName(organization);
        if (owner is null)
        {
            return new GatewayError(GatewayErrorCode.NotFound, $"There is no organization '{organization}'.", "organization");
        }

        return directory.FindProjectByName(owner.Id, project) is { } found
            ? found
            : new GatewayError(GatewayErrorCode.NotFound, $"There is no project '{project}' in '{organization}'.", "project");
    }

    public async ValueTask<Result<ProjectCacheView>> SetProjectCacheAsync(ProjectCacheRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!FindProject(request.Organization, request.Project).TryGet(out var project, out var missing))
        {
            return missing;
        }

        if (request.Mode is not (null or "exact" or "off"))
        {
            return new GatewayError(GatewayErrorCode.InvalidRequest, $"'mode' is '{request.Mode}'; it must be exact or off.", "mode");
        }

        if (request.TimeToLiveSeconds is { } seconds && (seconds < 1 || seconds > LongestTimeToLive.TotalSeconds))
        {
            return new GatewayError(
                GatewayErrorCode.InvalidRequest, $"'time_to_live_seconds' is {seconds}; it must be 1 to {LongestTimeToLive.TotalSeconds}.",
                "time_to_live_seconds");
        }

        if (request.MaxEntryBytes < 1 || request.MaxTotalBytes < 1)
        {
            return new GatewayError(GatewayErrorCode.InvalidRequest, "Sizes must be at least 1 byte; to store nothing, set mode to off.");
        }

        var cache = project.Cache;
        var changed = await tenancy.SetProjectCacheAsync(
            project.Id,
            cache with
            {
                Enabled = request.Mode is null ? cache.Enabled : request.Mode == "exact",
                TimeToLive = request.TimeToLiveSeconds is { } ttl ? TimeSpan.FromSeconds(ttl) : cache.TimeToLive,
                MaxEntryBytes = request.MaxEntryBytes ?? cache.MaxEntryBytes,
                MaxTotalBytes = request.MaxTotalBytes ?? cache.MaxTotalBytes,
                IgnoredMetadata = request.IgnoredMetadata ?? cache.IgnoredMetadata,
            },
            cancellationToken);
        return changed.TryGet(out var after, out var refusal) ? ProjectCacheView.Of(after) : refusal;
    }

    /// <summary>Deletes the stored answers of a project, or of one receipt of it.</summary>
    public async ValueTask<Result<PurgeResult>> PurgeCacheAsync(PurgeRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Project is not { Length: > 0 } name)
        {
            return new GatewayError(
                GatewayErrorCode.InvalidRequest, "Name the project whose stored answers go, and a receipt of it if only one shall.", "project");
        }

        if (!FindProject(request.Organization, name).TryGet(out var project, out var missing))
        {
            return missing;
        }

        return new PurgeResult(request.Receipt is { Length: > 0 } receipt
            ? await cache.PurgeReceiptAsync(project.OrganizationId, project.Id, receipt, cancellationToken)
            : await cache.PurgeProjectAsync(project.OrganizationId, project.Id, cancellationToken));
    }
}

using NextModel.Audit;
using NextModel.Errors;
using NextModel.Identity;

namespace NextModel.Gateway.Hosting;

/// <summary>What the very first start of an installation makes, so that there is a key to call with.</summary>
public static class FirstStart
{
    /// <summary>Makes organization, team and project <c>default</c> and one key, unless there is an organization already.</summary>
    /// <param name="installation">The open installation.</param>
    /// <param name="rawKey">The key the operator chose (<c>NEXTMODEL_BOOTSTRAP_KEY</c>); null makes one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async ValueTask<Result<BootstrapResult>> BootstrapAsync(OpenInstallation installation, string? rawKey, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(installation);
        if (installation.Directory.Organizations.Any())
        {
            return new BootstrapResult(null);
        }

        var chosen = rawKey is { Length: > 0 } ? rawKey : null;
        var tenancy = installation.Tenancy;
        if (!(await tenancy.CreateOrganizationAsync(AuditActor.Bootstrap, "default", installation.Snapshots.Current.Currency, cancellationToken))
                .TryGet(out var organization, out var refusal)
            || !(await tenancy.CreateTeamAsync(AuditActor.Bootstrap, organization.Id, "default", cancellationToken)).TryGet(out var team, out refusal)
            || !(await tenancy.CreateProjectAsync(AuditActor.Bootstrap, team, "default", ProjectCache.Default, cancellationToken))
                .TryGet(out var project, out refusal)
            || !(await installation.Keys.IssueAsync(AuditActor.Bootstrap, new KeyRequest(project.Id, "bootstrap") { RawKey = chosen }, cancellationToken))
                .TryGet(out var key, out refusal))
        {
            // Another replica that started at the same time made it all.
            return installation.Stores.IsShared && refusal.Code == GatewayErrorCode.Conflict ? new BootstrapResult(null) : refusal;
        }

        return new BootstrapResult(chosen is null ? key.RawKey : null);
    }
}

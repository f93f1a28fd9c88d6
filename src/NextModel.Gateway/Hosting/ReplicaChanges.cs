using Microsoft.Extensions.Logging;
using NextModel.Audit;
using NextModel.Configuration;
using NextModel.Limits;
using NextModel.Policies;

namespace NextModel.Gateway.Hosting;

/// <summary>Reads again what another replica changed, into what this one has in memory. What is in flight goes on as it began.</summary>
internal sealed class ReplicaChanges(OpenInstallation installation)
{
    /// <summary>Remembers where the trail is, before anything it tells of is loaded; null where there are no other replicas.</summary>
    public static async ValueTask<AuditFollower?> BeginAsync(OpenInstallation installation, CancellationToken cancellationToken)
    {
        if (installation.Stores.Signal is not { } signal)
        {
            return null;
        }

        var follower = new AuditFollower(
            installation.Stores.Audits, signal, new ReplicaChanges(installation).FollowAsync, installation.Loggers.CreateLogger<AuditFollower>());
        await follower.BeginAsync(cancellationToken);
        return follower;
    }

    /// <summary>Reads again what a change was of, as it stands now.</summary>
    /// <exception cref="InvalidDataException">It does not go with this replica's configuration, or version; what was in force stays.</exception>
    public ValueTask FollowAsync(AuditedChange change, CancellationToken cancellationToken)
    {
        var target = change.Target;
        switch (change.Kind)
        {
            case "organization" or "team" or "project" or "key" or "member" or "management_key":
                return installation.Tenancy.FollowAsync(target, cancellationToken);
            case "limits":
                return installation.Limits.FollowRatesAsync(target, cancellationToken);
            case "budget" when Budget.TryParseId(target, out var id):
                return installation.Limits.FollowBudgetAsync(id, cancellationToken);
            case "policy" when Policy.TryParseId(target, out var id):
                return installation.Policies.FollowAsync(id, OpenInstallation.ReadPolicy, cancellationToken);
            case "webhook":
                return FollowWebhookAsync(target, cancellationToken);
            case "credential":
                return installation.CredentialBook.FollowAsync(target, cancellationToken);
            case "model" or "source":
                return RequireAsync(installation.Catalog.FollowEntriesAsync(cancellationToken));
            case "price":
                return RequireAsync(installation.Catalog.FollowPricesAsync(cancellationToken));
            case "credit":
                return installation.Credits.LoadAsync(cancellationToken);
            case "cache":
                installation.Cache.Forget(change.Organization, target);
                return ValueTask.CompletedTask;
            case "signing_key":
                installation.SigningKeys.Reload();
                return ValueTask.CompletedTask;
            default:
                // Nothing of it is in memory.
                return ValueTask.CompletedTask;
        }
    }

    private async ValueTask FollowWebhookAsync(string id, CancellationToken cancellationToken)
    {
        await installation.Webhooks.FollowAsync(id, cancellationToken);
        installation.Dispatcher.Wake();
    }

    private static async ValueTask RequireAsync(ValueTask<IReadOnlyList<ConfigurationProblem>> follow)
    {
        if (await follow is { Count: > 0 } problems)
        {
            throw new InvalidDataException(string.Join(' ', problems));
        }
    }
}

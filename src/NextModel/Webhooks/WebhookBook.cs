using System.Collections.Concurrent;
using NextModel.Audit;
using NextModel.Errors;
using NextModel.Identity;
using NextModel.Secrets;

namespace NextModel.Webhooks;

/// <summary>Changes to webhooks: to the store first, then to what events are sent to.</summary>
public sealed class WebhookBook(IWebhookStore store, DataKeyRing dataKeys, TimeProvider time) : IDisposable
{
    /// <summary>Webhooks that one organization can have.</summary>
    public const int MaxPerOrganization = 20;

    private readonly TenancyChanges _changes = new(time);
    private readonly ConcurrentDictionary<string, Webhook> _webhooks = new(StringComparer.Ordinal);

    /// <summary>All of them, in no order.</summary>
    public IEnumerable<Webhook> All => _webhooks.Values;

    public Webhook? Find(string id) => _webhooks.GetValueOrDefault(id);

    /// <summary>Takes up what was kept; for the start of a process.</summary>
    public async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        foreach (var webhook in await store.LoadAsync(cancellationToken))
        {
            _webhooks[webhook.Id] = webhook;
        }
    }

    /// <summary>Takes up what another replica did to a webhook.</summary>
    public ValueTask FollowAsync(string id, CancellationToken cancellationToken) => _changes.FollowAsync(
        async () =>
        {
            if (await store.FindAsync(id, cancellationToken) is { } webhook)
            {
                _webhooks[id] = webhook;
            }
            else
            {
                _webhooks.TryRemove(id, out _);
            }
        },
        cancellationToken);

    /// <summary>A webhook that is to be added, its secret sealed.</summary>
    public Webhook Make(string organizationId, string name, Uri url, WebhookSecret secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var now = _changes.Now;
        var id = "wh_" + Guid.CreateVersion7(now).ToString("N");
        return new Webhook(id, organizationId, name, url, secret.Seal(dataKeys.Find(organizationId)!, id), secret.LastFour) { CreatedAt = now };
    }

    /// <summary>The webhook with another secret.</summary>
    public Webhook With(Webhook webhook, WebhookSecret secret)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        ArgumentNullException.ThrowIfNull(secret);
        return webhook with { SealedSecret = secret.Seal(dataKeys.Find(webhook.OrganizationId)!, webhook.Id), SecretLastFour = secret.LastFour };
    }

    public ValueTask<Result<Webhook>> AddAsync(AuditActor actor, Webhook webhook, CancellationToken cancellationToken) => _changes.RunAsync<Webhook>(
        async () =>
        {
            ArgumentNullException.ThrowIfNull(webhook);
            var beside = _webhooks.Values.Where(w => w.OrganizationId == webhook.OrganizationId).ToList();
            if (beside.Count >= MaxPerOrganization)
            {
                return new GatewayError(
                    GatewayErrorCode.InvalidRequest, $"The organization has {MaxPerOrganization} webhooks, which is as many as there can be. Delete one.", "organization");
            }

            if (beside.Exists(w => w.Name == webhook.Name))
            {
                return Taken(webhook);
            }

            await store.PutAsync(webhook, Draft(actor, "webhook.create", webhook, null, WebhookFacts.Of(webhook)), cancellationToken);
            return _webhooks[webhook.Id] = webhook;
        },
        cancellationToken);

    /// <param name="actor">Who.</param>
    /// <param name="id">Which.</param>
    /// <param name="version">The version the change was made from; null for any.</param>
    /// <param name="change">The new state from the present one.</param>
    /// <param name="cancellationToken">Gives up waiting for the writer.</param>
    public ValueTask<Result<Webhook>> ChangeAsync(
        AuditActor actor, string id, long? version, Func<Webhook, Webhook> change, CancellationToken cancellationToken) => _changes.RunAsync<Webhook>(
        async () =>
        {
            if (Check(id, version, out var before) is { } refusal)
            {
                return refusal;
            }

            var after = change(before!);
            if (after == before)
            {
                return before!;
            }

            if (after.Name != before!.Name && _webhooks.Values.Any(w => w.OrganizationId == after.OrganizationId && w.Name == after.Name))
            {
                return Taken(after);
            }

            after = after with { Version = before.Version + 1 };
            await store.PutAsync(after, Draft(actor, "webhook.change", after, WebhookFacts.Of(before), WebhookFacts.Of(after)), cancellationToken);
            return _webhooks[id] = after;
        },
        cancellationToken);

    /// <summary>Deletes a webhook with its deliveries. Parameters as for a change.</summary>
    public ValueTask<Result<Webhook>> DeleteAsync(AuditActor actor, string id, long? version, CancellationToken cancellationToken) => _changes.RunAsync<Webhook>(
        async () =>
        {
            if (Check(id, version, out var before) is { } refusal)
            {
                return refusal;
            }

            await store.DeleteAsync(before!, Draft(actor, "webhook.delete", before!, WebhookFacts.Of(before!), null), cancellationToken);
            _webhooks.TryRemove(id, out _);
            return before!;
        },
        cancellationToken);

    public void Dispose() => _changes.Dispose();

    private static GatewayError Taken(Webhook webhook) => new(
        GatewayErrorCode.Conflict, $"The organization has a webhook '{webhook.Name}' already. Change that one, or choose another 'name'.", "name");

    private GatewayError? Check(string id, long? version, out Webhook? webhook)
    {
        webhook = Find(id);
        return webhook is null
            ? new GatewayError(GatewayErrorCode.NotFound, "There is no such webhook.", "id")
            : TenancyRules.CheckVersion(version, webhook.Version);
    }

    private AuditDraft Draft(AuditActor actor, string action, Webhook webhook, string? before, string? after) =>
        _changes.Draft(actor, action, webhook.Id, webhook.OrganizationId, before, after);
}

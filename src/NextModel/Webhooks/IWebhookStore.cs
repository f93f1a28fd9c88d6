using NextModel.Audit;

namespace NextModel.Webhooks;

/// <summary>Where webhooks, events and deliveries are kept. Every write is durable when it returns; a change with its audit entry, both or neither.</summary>
public interface IWebhookStore
{
    /// <summary>All webhooks, for the start of a process.</summary>
    ValueTask<IReadOnlyList<Webhook>> LoadAsync(CancellationToken cancellationToken);

    /// <summary>One as it stands; null when it is gone.</summary>
    ValueTask<Webhook?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Adds a webhook, or replaces all but id, organization and creation.</summary>
    ValueTask PutAsync(Webhook webhook, AuditDraft audit, CancellationToken cancellationToken);

    /// <summary>Removes a webhook and its deliveries.</summary>
    ValueTask DeleteAsync(Webhook webhook, AuditDraft audit, CancellationToken cancellationToken);

    /// <summary>Notes an event and its deliveries, in one transaction; false, and nothing happens, when the event was noted before.</summary>
    ValueTask<bool> AddEventAsync(WebhookEvent noted, IReadOnlyList<string> webhookIds, CancellationToken cancellationToken);

    /// <summary>Deliveries that are due at <paramref name="now"/>: the oldest of each enabled webhook.</summary>
    ValueTask<IReadOnlyList<DueDelivery>> DueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>When the next delivery of an enabled webhook is due; null when none waits.</summary>
    ValueTask<DateTimeOffset?> NextDueAsync(CancellationToken cancellationToken);

    /// <summary>Replaces how far a delivery has come.</summary>
    ValueTask SaveAsync(WebhookDelivery delivery, CancellationToken cancellationToken);

    /// <summary>Deliveries of a webhook, newest first.</summary>
    /// <param name="webhookId">Which webhook.</param>
    /// <param name="state">Only these; all when null.</param>
    /// <param name="before">Only those before this number; null for the newest.</param>
    /// <param name="limit">Most of them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<WebhookDelivery>> ListAsync(
        string webhookId, DeliveryState? state, long? before, int limit, CancellationToken cancellationToken);
}

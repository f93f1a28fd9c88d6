using System.Globalization;
using NextModel.Egress;
using NextModel.Errors;
using NextModel.Gateway.OpenAI;
using NextModel.Identity;
using NextModel.Webhooks;

namespace NextModel.Gateway.Admin;

/// <summary>What an administrator may do about webhooks, for the admin API and for the command line when no server runs.</summary>
public sealed class WebhookOperations(
    WebhookBook book, WebhookDispatcher dispatcher, IWebhookStore store, EgressGuard guard, AdminObjects objects)
{
    /// <summary>The webhooks they may see, in no order.</summary>
    /// <param name="by">Who.</param>
    /// <param name="organization">Only this one's: id or name; all unless given.</param>
    public Result<Webhook[]> List(Administrator by, string? organization)
    {
        ArgumentNullException.ThrowIfNull(by);
        var webhooks = book.All.Where(w => Sees(by, w));
        if (organization is null)
        {
            return webhooks.ToArray();
        }

        return objects.FindOrganization(by, organization).TryGet(out var owner, out var missing)
            ? webhooks.Where(w => w.OrganizationId == owner.Id).ToArray()
            : missing;
    }

    public Result<Webhook> Find(Administrator by, string id)
    {
        ArgumentNullException.ThrowIfNull(by);
        return book.Find(id) is { } found && Sees(by, found) ? found : AdminObjects.Missing("webhook", id);
    }

    /// <summary>Makes one; the answer holds its secret unless the request did.</summary>
    public async ValueTask<Result<WebhookView>> CreateAsync(Administrator by, WebhookRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(request);
        if (!objects.FindOrganization(by, request.Organization).TryGet(out var organization, out var refusal)
            || (refusal = TenancyRules.CheckName("name", request.Name ?? "")) is not null
            || !WebhookAddress.Read(request.Url, guard).TryGet(out var url, out refusal)
            || !ReadSecret(request.Secret).TryGet(out var secret, out refusal))
        {
            return refusal;
        }

        var webhook = book.Make(organization.Id, request.Name!, url, secret) with { Enabled = request.Enabled ?? true };
        return (await book.AddAsync(by.Actor, webhook, cancellationToken)).TryGet(out var made, out refusal)
            ? WebhookView.Of(made, request.Secret is null ? secret.Text : null)
            : refusal;
    }

    /// <param name="by">Who.</param>
    /// <param name="id">Which.</param>
    /// <param name="version">The version the change was made from; null for any.</param>
    /// <param name="request">What is null stays as it is.</param>
    /// <param name="cancellationToken">Gives up waiting for the writer.</param>
    public async ValueTask<Result<WebhookView>> ChangeAsync(
        Administrator by, string id, long? version, WebhookRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(request);
        if (!Find(by, id).TryGet(out var found, out var refusal)
            || (refusal = request.Name is null ? null : TenancyRules.CheckName("name", request.Name)) is not null)
        {
            return refusal;
        }

        var url = found.Url;
        if (request.Url is not null && !WebhookAddress.Read(request.Url, guard).TryGet(out url, out refusal))
        {
            return refusal;
        }

        WebhookSecret? secret = null;
        if (request.Secret is not null && !ReadSecret(request.Secret).TryGet(out secret, out refusal))
        {
            return refusal;
        }

        if (request.Organization is not null)
        {
            return new GatewayError(GatewayErrorCode.InvalidRequest, "A webhook stays in its organization. Leave 'organization' out.", "organization");
        }

        var changed = await book.ChangeAsync(
            by.Actor,
            id,
            version,
            w => (secret is null ? w : book.With(w, secret)) with
            {
                Name = request.Name ?? w.Name,
                Url = request.Url is null ? w.Url : url!,
                Enabled = request.Enabled ?? w.Enabled,
            },
            cancellationToken);
        dispatcher.Wake();
        return Show(changed);
    }

    public async ValueTask<Result<WebhookView>> DeleteAsync(Administrator by, string id, long? version, CancellationToken cancellationToken) =>
        Find(by, id).TryGet(out var found, out var refusal) ? Show(await book.DeleteAsync(by.Actor, found.Id, version, cancellationToken)) : refusal;

    /// <summary>Sends one event now, signed as any other, also while the webhook is not enabled. It is not noted and not tried again.</summary>
    public async ValueTask<Result<WebhookTestResult>> TestAsync(Administrator by, string id, CancellationToken cancellationToken)
    {
        if (!Find(by, id).TryGet(out var webhook, out var refusal))
        {
            return refusal;
        }

        var (eventId, attempt) = await dispatcher.TestAsync(webhook, cancellationToken);
        return WebhookTestResult.Of(eventId, attempt);
    }

    /// <summary>How far deliveries have come, newest first.</summary>
    /// <param name="by">Who.</param>
    /// <param name="id">Which webhook.</param>
    /// <param name="state">Only these; all when null.</param>
    /// <param name="before">Only those before this number; null for the newest.</param>
    /// <param name="limit">Most of them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<Result<Page<DeliveryView>>> ListDeliveriesAsync(
        Administrator by, string id, string? state, long? before, int limit, CancellationToken cancellationToken)
    {
        if (!Find(by, id).TryGet(out var found, out var refusal))
        {
            return refusal;
        }

        var only = state is null ? null : DeliveryView.Parse(state);
        if (state is not null && only is null)
        {
            return AdminPaging.Bad("state", $"'{Header.Show(state)}' is not pending, delivered or failed.");
        }

        var deliveries = await store.ListAsync(found.Id, only, before, limit + 1, cancellationToken);
        var more = deliveries.Count > limit;
        var page = deliveries.Take(limit).ToList();
        return new Page<DeliveryView>([.. page.Select(DeliveryView.Of)], more, more ? page[^1].Number.ToString(CultureInfo.InvariantCulture) : null);
    }

    private static bool Sees(Administrator by, Webhook webhook) => by.Holds(AccessRole.Admin, webhook.OrganizationId, null);

    private static Result<WebhookSecret> ReadSecret(string? text) => text is null ? WebhookSecret.Create() : WebhookSecret.Parse(text);

    private static Result<WebhookView> Show(Result<Webhook> result) => result.TryGet(out var webhook, out var refusal) ? WebhookView.Of(webhook) : refusal;
}

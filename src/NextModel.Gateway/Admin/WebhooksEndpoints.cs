using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using NextModel.Egress;
using NextModel.Errors;
using NextModel.Gateway.OpenAI;
using NextModel.Identity;
using NextModel.Secrets;
using NextModel.Webhooks;

namespace NextModel.Gateway.Admin;

/// <summary><c>/api/admin/v1/webhooks</c>, and how far deliveries have come.</summary>
internal sealed class WebhooksEndpoints(
    WebhookBook book, WebhookDispatcher dispatcher, IWebhookStore store, EgressGuard guard, DataKeyRing dataKeys, AdminObjects objects, TimeProvider time)
{
    private const string Path = "/api/admin/v1/webhooks";
    private const int MaxUrlLength = 2000;

    private static readonly WebhooksJsonContext Json = WebhooksJsonContext.Default;

    public void Map(AdminRoutes routes)
    {
        routes.MapGet(Path, call => ValueTask.FromResult(List(call)));
        routes.MapPost(Path, CreateAsync);
        routes.MapGet(Path + "/{id}", call => ValueTask.FromResult(Find(call).TryGet(out var found, out var missing) ? Answer(found) : missing));
        routes.MapPatch(Path + "/{id}", ChangeAsync);
        routes.MapDelete(Path + "/{id}", DeleteAsync);
        routes.MapGet(Path + "/{id}/deliveries", ListDeliveriesAsync);
    }

    private Result<AdminAnswer> List(AdminCall call)
    {
        if (!call.Paging("organization").TryGet(out var paging, out var refusal))
        {
            return refusal;
        }

        var webhooks = book.All.Where(w => Sees(call.By, w));
        if (paging["organization"] is { } wanted)
        {
            if (!objects.FindOrganization(call.By, wanted).TryGet(out var organization, out refusal))
            {
                return refusal;
            }

            webhooks = webhooks.Where(w => w.OrganizationId == organization.Id);
        }

        return AdminAnswer.Of(paging.Take(webhooks, w => w.Id, w => WebhookView.Of(w)), Json.PageWebhookView);
    }

    private async ValueTask<Result<AdminAnswer>> CreateAsync(AdminCall call)
    {
        if (!(await call.ReadAsync(Json.WebhookRequest)).TryGet(out var request, out var refusal)
            || !objects.FindOrganization(call.By, request.Organization).TryGet(out var organization, out refusal)
            || (refusal = TenancyRules.CheckName("name", request.Name ?? "")) is not null
            || !ReadUrl(request.Url).TryGet(out var url, out refusal)
            || !ReadSecret(request.Secret).TryGet(out var secret, out refusal))
        {
            return refusal;
        }

        var id = book.NewId();
        var webhook = new Webhook(id, organization.Id, request.Name!, url, secret.Seal(dataKeys.Find(organization.Id)!, id), secret.LastFour)
        {
            Enabled = request.Enabled ?? true,
            CreatedAt = time.GetUtcNow(),
        };
        return (await book.AddAsync(call.By.Actor, webhook, call.Gone)).TryGet(out var made, out refusal)
            ? Answer(made, request.Secret is null ? secret.Text : null, StatusCodes.Status201Created)
            : refusal;
    }

    private async ValueTask<Result<AdminAnswer>> ChangeAsync(AdminCall call)
    {
        if (!Find(call).TryGet(out var found, out var refusal)
            || !(await call.ReadAsync(Json.WebhookRequest)).TryGet(out var request, out refusal)
            || (refusal = call.ReadVersion(out var version)) is not null
            || (refusal = request.Name is null ? null : TenancyRules.CheckName("name", request.Name)) is not null)
        {
            return refusal;
        }

        var url = found.Url;
        if (request.Url is not null && !ReadUrl(request.Url).TryGet(out url, out refusal))
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
            call.By.Actor,
            found.Id,
            version,
            w => w with
            {
                Name = request.Name ?? w.Name,
                Url = request.Url is null ? w.Url : url!,
                SealedSecret = secret?.Seal(dataKeys.Find(w.OrganizationId)!, w.Id) ?? w.SealedSecret,
                SecretLastFour = secret?.LastFour ?? w.SecretLastFour,
                Enabled = request.Enabled ?? w.Enabled,
            },
            call.Gone);
        dispatcher.Wake();
        return changed.TryGet(out var webhook, out refusal) ? Answer(webhook) : refusal;
    }

    private async ValueTask<Result<AdminAnswer>> DeleteAsync(AdminCall call)
    {
        if (!Find(call).TryGet(out var found, out var refusal)
            || (refusal = call.ReadVersion(out var version)) is not null
            || !(await book.DeleteAsync(call.By.Actor, found.Id, version, call.Gone)).TryGet(out var deleted, out refusal))
        {
            return refusal;
        }

        return Answer(deleted);
    }

    private async ValueTask<Result<AdminAnswer>> ListDeliveriesAsync(AdminCall call)
    {
        if (!Find(call).TryGet(out var found, out var refusal) || !call.Paging("state").TryGet(out var paging, out refusal))
        {
            return refusal;
        }

        long? before = null;
        if (paging.After is { } after)
        {
            if (!long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return AdminPaging.Bad("after", "is not the next of an earlier page.");
            }

            before = number;
        }

        var state = paging["state"] is { } word ? DeliveryView.Parse(word) : null;
        if (paging["state"] is { } wrong && state is null)
        {
            return AdminPaging.Bad("state", $"'{Header.Show(wrong)}' is not pending, delivered or failed.");
        }

        var deliveries = await store.ListAsync(found.Id, state, before, paging.Limit + 1, call.Gone);
        var more = deliveries.Count > paging.Limit;
        var page = deliveries.Take(paging.Limit).ToList();
        return AdminAnswer.Of(
            new Page<DeliveryView>([.. page.Select(DeliveryView.Of)], more, more ? page[^1].Number.ToString(CultureInfo.InvariantCulture) : null),
            Json.PageDeliveryView);
    }

    private Result<Webhook> Find(AdminCall call) =>
        book.Find(call.Id) is { } found && Sees(call.By, found) ? found : AdminObjects.Missing("webhook", call.Id);

    private static bool Sees(Administrator by, Webhook webhook) => by.Holds(AccessRole.Admin, webhook.OrganizationId, null);

    // What an address resolves to is judged at every connection; what it spells out can be judged now.
    private Result<Uri> ReadUrl(string? text)
    {
        if (text is null || text.Length > MaxUrlLength || !Uri.TryCreate(text, UriKind.Absolute, out var url)
            || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp) || url.UserInfo.Length > 0 || url.Fragment.Length > 0)
        {
            return new GatewayError(
                GatewayErrorCode.InvalidRequest, $"'url' must be an https address of at most {MaxUrlLength} characters without user name and fragment.", "url");
        }

        return IPAddress.TryParse(url.IdnHost, out var address) && guard.WhyNot(address, url.Port, url.Scheme == Uri.UriSchemeHttps) is { } reason
            ? new GatewayError(GatewayErrorCode.InvalidRequest, $"'url' cannot be called: {reason}.", "url")
            : url;
    }

    private static Result<WebhookSecret> ReadSecret(string? text) => text is null ? WebhookSecret.Create() : WebhookSecret.Parse(text);

    private static Result<AdminAnswer> Answer(Webhook webhook, string? secret = null, int status = StatusCodes.Status200OK) =>
        AdminAnswer.Of(WebhookView.Of(webhook, secret), Json.WebhookView, webhook.Version, status);
}

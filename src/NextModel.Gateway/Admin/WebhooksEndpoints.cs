using System.Globalization;
using Microsoft.AspNetCore.Http;
using NextModel.Errors;

namespace NextModel.Gateway.Admin;

/// <summary><c>/api/admin/v1/webhooks</c>, and how far deliveries have come.</summary>
internal sealed class WebhooksEndpoints(WebhookOperations operations)
{
    private const string Path = "/api/admin/v1/webhooks";

    private static readonly WebhooksJsonContext Json = WebhooksJsonContext.Default;

    public void Map(AdminRoutes routes)
    {
        routes.MapGet(Path, call => ValueTask.FromResult(List(call)));
        routes.MapPost(Path, CreateAsync);
        routes.MapGet(Path + "/{id}", call => ValueTask.FromResult(
            operations.Find(call.By, call.Id).TryGet(out var found, out var missing) ? Answer(WebhookView.Of(found)) : missing));
        routes.MapPatch(Path + "/{id}", ChangeAsync);
        routes.MapDelete(Path + "/{id}", DeleteAsync);
        routes.MapPost(Path + "/{id}/test", TestAsync);
        routes.MapGet(Path + "/{id}/deliveries", ListDeliveriesAsync);
    }

    private Result<AdminAnswer> List(AdminCall call)
    {
        if (!call.Paging("organization").TryGet(out var paging, out var refusal)
            || !operations.List(call.By, paging["organization"]).TryGet(out var webhooks, out refusal))
        {
            return refusal;
        }

        return AdminAnswer.Of(paging.Take(webhooks, w => w.Id, w => WebhookView.Of(w)), Json.PageWebhookView);
    }

    private async ValueTask<Result<AdminAnswer>> CreateAsync(AdminCall call)
    {
        if (!(await call.ReadAsync(Json.WebhookRequest)).TryGet(out var request, out var refusal)
            || !(await operations.CreateAsync(call.By, request, call.Gone)).TryGet(out var made, out refusal))
        {
            return refusal;
        }

        return Answer(made, StatusCodes.Status201Created);
    }

    private async ValueTask<Result<AdminAnswer>> ChangeAsync(AdminCall call)
    {
        if (!operations.Find(call.By, call.Id).TryGet(out _, out var refusal)
            || !(await call.ReadAsync(Json.WebhookRequest)).TryGet(out var request, out refusal)
            || (refusal = call.ReadVersion(out var version)) is not null
            || !(await operations.ChangeAsync(call.By, call.Id, version, request, call.Gone)).TryGet(out var changed, out refusal))
        {
            return refusal;
        }

        return Answer(changed);
    }

    private async ValueTask<Result<AdminAnswer>> DeleteAsync(AdminCall call)
    {
        if (!operations.Find(call.By, call.Id).TryGet(out _, out var refusal)
            || (refusal = call.ReadVersion(out var version)) is not null
            || !(await operations.DeleteAsync(call.By, call.Id, version, call.Gone)).TryGet(out var deleted, out refusal))
        {
            return refusal;
        }

        return Answer(deleted);
    }

    private async ValueTask<Result<AdminAnswer>> TestAsync(AdminCall call) =>
        (await operations.TestAsync(call.By, call.Id, call.Gone)).TryGet(out var result, out var refusal)
            ? AdminAnswer.Of(result, Json.WebhookTestResult)
            : refusal;

    private async ValueTask<Result<AdminAnswer>> ListDeliveriesAsync(AdminCall call)
    {
        if (!operations.Find(call.By, call.Id).TryGet(out _, out var refusal) || !call.Paging("state").TryGet(out var paging, out refusal))
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

        return (await operations.ListDeliveriesAsync(call.By, call.Id, paging["state"], before, paging.Limit, call.Gone)).TryGet(out var page, out refusal)
            ? AdminAnswer.Of(page, Json.PageDeliveryView)
            : refusal;
    }

    private static Result<AdminAnswer> Answer(WebhookView webhook, int status = StatusCodes.Status200OK) =>
        AdminAnswer.Of(webhook, Json.WebhookView, webhook.Version, status);
}

using NextModel.Gateway.Admin;

namespace NextModel.Gateway.OpenApi;

/// <summary>The routes of webhooks, each with an example of what goes in and comes out.</summary>
internal static class WebhooksApi
{
    private const string Root = "/api/admin/v1/webhooks";
    private const string Hex = "0193c1f20b7d7c3a9e5f4d2c1b0a9f8e";

    private static readonly WebhooksJsonContext Json = WebhooksJsonContext.Default;
    private static readonly DateTimeOffset Moment = new(2026, 11, 22, 9, 30, 0, TimeSpan.Zero);

    private static readonly WebhookView Example = new()
    {
        Id = "wh_" + Hex,
        OrganizationId = "org_" + Hex,
        Name = "finance",
        Url = "https://hooks.example.com/nextmodel",
        Enabled = true,
        SecretLastFour = "9kQ=",
        CreatedAt = Moment,
        Version = 1,
    };

    private static readonly DeliveryView Delivery = new()
    {
        EventId = "evt_" + Hex,
        EventType = "budget.threshold_reached",
        State = "pending",
        Attempts = 1,
        CreatedAt = Moment,
        NextAttemptAt = Moment.AddSeconds(5),
        LastAttemptAt = Moment,
        LastStatus = 503,
        LastError = "status 503",
    };

    private static readonly ApiBody View = ApiBody.Of(Example, Json.WebhookView);
    private static readonly ApiBody Request = ApiBody.Of(
        new WebhookRequest { Name = "finance", Url = "https://hooks.example.com/nextmodel" }, Json.WebhookRequest);

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        AdminApi.With(new ApiRoute("GET", Root, "List: each webhook you may see")
        {
            Response = ApiBody.Of(AdminExamples.PageOf(Example), Json.PageWebhookView), Query = [.. AdminApi.Paging, AdminApi.Organization],
        }),
        AdminApi.With(new ApiRoute("POST", Root, "Make a webhook; the answer holds the secret unless you sent one") { Request = Request, Response = View, Status = 201 }),
        AdminApi.With(new ApiRoute("GET", Root + "/{id}", "Get a webhook") { Response = View }),
        AdminApi.With(new ApiRoute("PATCH", Root + "/{id}", "Change a webhook; members left out stay as they are")
        {
            Request = Request, Response = View, NeedsIfMatch = true,
        }),
        AdminApi.With(new ApiRoute("DELETE", Root + "/{id}", "Delete a webhook and its deliveries") { Response = View, NeedsIfMatch = true }),
        AdminApi.With(new ApiRoute("POST", Root + "/{id}/test", "Send an event that tests the webhook, once and now")
        {
            Response = ApiBody.Of(new WebhookTestResult("evt_" + Hex, false, 503, "status 503"), Json.WebhookTestResult),
        }),
        AdminApi.With(new ApiRoute("GET", Root + "/{id}/deliveries", "How far deliveries have come, newest first")
        {
            Response = ApiBody.Of(AdminExamples.PageOf(Delivery), Json.PageDeliveryView),
            Query = [.. AdminApi.Paging, ("state", "pending, delivered or failed.")],
        }),
    ];
}

using NextModel.Errors;
using NextModel.Gateway.Admin;

namespace NextModel.Gateway.OpenApi;

/// <summary>The routes of prepaid credit and of payment webhooks, each with an example of what goes in and comes out.</summary>
internal static class CreditsApi
{
    private const string Root = "/api/admin/v1/credits";
    private const string Hex = "0193c1f20b7d7c3a9e5f4d2c1b0a9f8e";

    private static readonly CreditsJsonContext Json = CreditsJsonContext.Default;
    private static readonly DateTimeOffset Day = new(2026, 11, 22, 9, 30, 0, TimeSpan.Zero);

    private static readonly CreditView Example = new()
    {
        Organization = "org_" + Hex,
        Currency = "USD",
        Enforced = true,
        Balance = "60.000000000",
        Paid = "50.000000000",
        Reserved = "0.031200000",
        Available = "59.968800000",
        Promos = [new CreditPromoView("ctr_" + Hex, "10.000000000", Day.AddDays(70))],
    };

    private static readonly CreditTransferView Transfer = new()
    {
        Id = "ctr_" + Hex,
        Organization = "org_" + Hex,
        Kind = "top_up",
        At = Day,
        Amount = "50.000000000",
        Currency = "USD",
        Balance = "60.000000000",
        ExternalId = "INV-17",
        Payment = "INV-17",
        Reason = "paid by bank transfer",
        Actor = "operator",
        Entries = [new CreditEntryView("paid", "50.000000000"), new CreditEntryView("clearing", "-50.000000000")],
    };

    private static readonly ApiBody Credit = ApiBody.Of(Example, Json.CreditView);

    private static readonly IReadOnlyList<(string, string)> Filters =
    [
        ("kind", "top_up, charge, refund, chargeback, promo, expiry, adjustment or reversal."), ("external_id", "The one of this external id."),
        ("from", "At or after."), ("to", "Before."),
    ];

    private static readonly IReadOnlyList<(string, string)> Paging = [("limit", "1 to 200; 50 unless given."), ("after", "next of the page before.")];

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        AdminApi.With(new ApiRoute("GET", Root, "List: the credit of each organization you may see")
        {
            Response = ApiBody.Of(new Page<CreditView>([Example], false, null), Json.PageCreditView), Query = Paging,
        }),
        AdminApi.With(new ApiRoute("GET", Root + "/{id}", "Get an organization's credit, by its id or name") { Response = Credit }),
        AdminApi.With(new ApiRoute("PATCH", Root + "/{id}", "Say whether requests need credit")
        {
            Request = ApiBody.Of(new CreditSettingRequest(true), Json.CreditSettingRequest), Response = Credit, NeedsIfMatch = true,
        }),
        AdminApi.With(new ApiRoute("GET", Root + "/{id}/transfers", "List an organization's transfers, newest first")
        {
            Response = ApiBody.Of(new Page<CreditTransferView>([Transfer], true, "41"), Json.PageCreditTransferView), Query = [.. Paging, .. Filters],
        }),
        AdminApi.With(new ApiRoute("POST", Root + "/{id}/transfers", "Top up, refund, grant, adjust or reverse; once per external id")
        {
            Request = ApiBody.Of(
                new CreditRequest { Kind = "top_up", Amount = 50m, ExternalId = "INV-17", Reason = "paid by bank transfer" }, Json.CreditRequest),
            Response = ApiBody.Of(Transfer, Json.CreditTransferView),
            Status = 201,
        }),
        AdminApi.With(new ApiRoute("GET", Root + "/{id}/export", "An organization's transfers as JSON lines, oldest first")
        {
            Response = ApiBody.Of(Transfer, Json.CreditTransferView), Query = Filters, MediaType = "application/jsonl",
        }),
        Webhook("stripe"),
        Webhook("paddle"),
    ];

    private static ApiRoute Webhook(string processor) => new("POST", "/api/payments/" + processor, $"Webhook for {processor}: verified by its signature header")
    {
        Security = null,
        Request = ApiBody.Written("PaymentWebhook", """{"type":"object"}""", "{}"),
        Response = ApiBody.Written(
            "PaymentReceived",
            """{"type":"object","required":["received","outcome"],"properties":{"received":{"const":true},"outcome":{"enum":["posted","duplicate","waiting","unchanged","ignored"]}}}""",
            """{"received":true,"outcome":"posted"}"""),
        Errors =
        [
            GatewayErrorCode.InvalidRequest, GatewayErrorCode.InvalidJson, GatewayErrorCode.NotFound, GatewayErrorCode.Conflict, GatewayErrorCode.RequestTooLarge,
            GatewayErrorCode.Overloaded,
        ],
    };
}

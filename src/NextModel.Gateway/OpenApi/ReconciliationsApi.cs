using NextModel.Errors;
using NextModel.Gateway.Admin;
using NextModel.Gateway.Reconciling;
using NextModel.Reporting.Reconciliation;

namespace NextModel.Gateway.OpenApi;

/// <summary>The routes of reconciliations, each with an example of what goes in and comes out.</summary>
internal static class ReconciliationsApi
{
    private const string Root = "/api/admin/v1/reconciliations";
    private const string Hex = "0193c1f20b7d7c3a9e5f4d2c1b0a9f8e";
    private const string Digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    private static readonly ReconciliationJsonContext Json = ReconciliationJsonContext.Default;
    private static readonly DateTimeOffset Moment = new(2026, 11, 22, 9, 30, 0, TimeSpan.Zero);

    private static readonly ReconciliationView Example = new()
    {
        Id = "rec_" + Hex,
        Organization = "org_" + Hex,
        Provider = "openrouter",
        Status = "explained",
        CreatedAt = Moment,
        From = Moment.AddHours(-33.5),
        To = Moment.AddHours(-9.5),
        Files = [new ReconciliationFileView("calls.jsonl", Digest, ReconciliationImport.Imported, "openrouter.generation", 3)],
        Currency = "USD",
        Matched = new ReconciliationNumbers(2, "0.0024", "0.0024", "0"),
        Explained = new ReconciliationNumbers(1, "0.00058", "0.0009305", "0.0003505"),
        Unexplained = new ReconciliationNumbers(0, "0", "0", "0"),
        ReportSha256 = Digest,
        Signature = "eyJhbGciOiJFUzI1NiJ9.n4bQ.sig",
    };

    private static readonly ApiBody View = ApiBody.Of(Example, Json.ReconciliationView);

    private static readonly ApiBody Upload = ApiBody.Written(
        "ProviderFile", """{"description":"The provider's export as it is: JSON, CSV, gzip or zip, at most 2 GiB, of any media type."}""",
        """{"data":[{"id":"gen-7","created_at":"2026-10-05T10:00:00Z","model":"mx-small","native_tokens_prompt":1200,"native_tokens_completion":300,"total_cost":0.0012}]}""");

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        AdminApi.With(new ApiRoute("GET", Root, "List: reconciliations of an organization, newest first")
        {
            Response = ApiBody.Of(new Page<ReconciliationView>([Example], false, null), Json.PageReconciliationView), Query = [.. AdminApi.Paging, AdminApi.Organization],
        }),
        Plain(AdminApi.With(new ApiRoute("POST", Root, "Compare a provider's file with the receipts; the same again is answered 200 with the run there is")
        {
            Request = Upload,
            Response = View,
            Status = 201,
            Query =
            [
                AdminApi.Organization, ("provider", "openai, anthropic, openrouter, deepseek, volcengine, aws, or mapped with mapping. Needed."),
                ("name", "The file's name, for people."), ("source", "Ids of sources, with commas; those at the provider unless given."),
                ("credential", "platform, or ids of own credentials, with commas; all unless given."),
                ("key", "The provider's names of our keys, with commas: NAME, or SOURCE=NAME."), ("model", "OURS=THEIRS, with commas."),
                ("from", "Only what ended at or after."), ("to", "Only what ended before."), ("final_through", "The provider's figures are final up to here."),
                ("edge_minutes", "0 to 60; 5 unless given."), ("cost_quantum", "Smallest step of the provider's amounts."), ("tolerance", "Percent of tokens, 0 to 10."),
                ("zone", "Offset from UTC of the file's days, such as +08:00."), ("decimal_comma", "true when numbers are written 1.234,56."),
                ("invoice", "Total of the provider's invoice, without tax."), ("mapping", "JSON that says what the columns mean."),
                ("previous", "A run this one goes on from: its files are read first."),
            ],
        })),
        AdminApi.With(new ApiRoute("GET", Root + "/{id}", "Get a reconciliation") { Response = View }),
        AdminApi.With(new ApiRoute("DELETE", Root + "/{id}", "Remove a reconciliation, its report, and its files that no other has")
        {
            Response = View, NeedsIfMatch = true,
        }),
        AdminApi.With(new ApiRoute("GET", Root + "/{id}/report", "The report")
        {
            Response = ApiBody.Written("ReconciliationReport", """{"type":"object"}""", """{"schema":"nm.reconcile/1","status":"reconciled"}"""),
            Query = [("format", "json, md or html; json unless given.")],
        }),
    ];

    // Its body is not JSON of ours, so it is not refused as that.
    private static ApiRoute Plain(ApiRoute route) => route with
    {
        Errors = [.. route.Errors.Where(code => code is not (GatewayErrorCode.InvalidJson or GatewayErrorCode.DuplicateMember or GatewayErrorCode.UnsupportedContentType or GatewayErrorCode.Conflict))],
    };
}

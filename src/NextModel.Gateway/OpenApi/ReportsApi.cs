using NextModel.Errors;
using NextModel.Gateway.Admin;
using NextModel.Gateway.Reporting;
using NextModel.Reporting.Statements;

namespace NextModel.Gateway.OpenApi;

/// <summary>The routes of usage, exports and statements, each with an example of what comes out.</summary>
internal static class ReportsApi
{
    private const string Hex = "0193c1f20b7d7c3a9e5f4d2c1b0a9f8e";

    private static readonly DateTimeOffset Month = new(2026, 11, 1, 0, 0, 0, TimeSpan.FromHours(5.5));

    private static readonly UsageRowView Row = new()
    {
        Start = Month,
        End = Month.AddDays(1),
        Project = "proj_" + Hex,
        Currency = "USD",
        Requests = 120,
        InputTokens = 48_000,
        CachedInputTokens = 12_000,
        OutputTokens = 9_600,
        ReasoningTokens = 0,
        Amount = "0.011340000",
        ListAmount = "0.012060000",
        Saved = "0.000720000",
    };

    private static readonly ApiBody Usage = ApiBody.Of(
        new UsageView
        {
            Organization = "org_" + Hex,
            From = Month.ToUniversalTime(),
            To = Month.AddDays(30).ToUniversalTime(),
            TimeZone = "Asia/Kolkata",
            Interval = "day",
            GroupBy = ["project"],
            Data = [Row],
            Totals = [Row with { Start = null, End = null, Project = null }],
            HasMore = false,
        },
        ReportingJsonContext.Default.UsageView);

    private static readonly (string, string)[] Filters =
    [
        ("environment", "Only this label."), ("workload", "Only this label."), ("model", "Only this effective model."), ("source", "Only this source."),
        ("serve_mode", "fresh or exact_cache."), ("outcome", "How it ended."),
    ];

    private static readonly (string, string)[] UsageQuery =
    [
        ("from", "First instant, or day of the time zone; 30 days before the end unless given."), ("to", "End, not included; now unless given."),
        ("time_zone", "IANA time zone whose calendar intervals and days follow; UTC unless given."),
        ("interval", "none, quarter_hour, hour, day, week or month."),
        ("group_by", "One or more, with commas: project, team, key, environment, workload, model, source, serve_mode, outcome, operation, usage_source."),
        ("project", "Only this one's."), ("team", "Only this one's."), ("key", "Only this one's: its id."), .. Filters,
        ("sandbox", "include counts simulated answers too; exclude, the usual, does not."), ("limit", "Groups on a page: 1 to 1000; 200 unless given."),
        ("cursor", "next_cursor of the page before."),
    ];

    private static readonly (string, string)[] ExportQuery =
    [
        ("format", "csv, jsonl, focus-1.2.csv or focus-1.4.csv; csv unless given."), ("from", "First instant of completion, or day of the time zone; 30 days before the end unless given."),
        ("to", "End, not included; now unless given."), ("time_zone", "IANA time zone that days are of; UTC unless given."), ("project", "Only this one's."),
        ("team", "Only this one's."), ("key", "Only this one's: its id."), .. Filters,
        ("sandbox", "include or exclude: whether simulated answers are in it; jsonl has them unless told, csv has not."),
        ("limit", "Most receipts of a part: 1 to 100000; all at once unless given."), ("cursor", "x-nextmodel-export-cursor or x-nextmodel-export-next of an earlier part, alone."),
    ];

    private static readonly ApiBody File = ApiBody.Written(
        "ExportFile", """{"type":"string","description":"Rows of the format that was asked for."}""", "\"ledger_seq,receipt_id,receipt_hash…\"");

    private static readonly ApiBody Manifest = ApiBody.Written(
        "ExportManifest",
        """
        {"type":"object","required":["schema","organization","from","to","filter","as_of","files","totals","tokens","outcomes","serve_modes","receipts","complete","signature"],
         "properties":{"schema":{"const":"nextmodel.export/1"},"organization":{"type":"string"},"from":{"type":"string"},"to":{"type":"string"},
          "filter":{"type":"object"},"as_of":{"type":"object"},"files":{"type":"array","items":{"type":"object","required":["name","format","bytes","rows","sha256"]}},
          "totals":{"type":"array","items":{"type":"object"}},"tokens":{"type":"object"},"outcomes":{"type":"object"},"serve_modes":{"type":"object"},
          "receipts":{"type":"integer"},"complete":{"type":"boolean"},"signature":{"type":"string"}}}
        """,
        """
        {"schema":"nextmodel.export/1","organization":"org_0193c1f20b7d7c3a9e5f4d2c1b0a9f8e","from":"2026-11-01T00:00:00.000Z","to":"2026-12-01T00:00:00.000Z",
         "filter":{"sandbox":"exclude"},"as_of":{"time":"2026-12-01T00:05:00.000Z","position":1041,"heads":[]},
         "files":[{"name":"receipts-20261101-20261201.csv","format":"csv","schema":"nm.usage/1","bytes":120400,"rows":240,"sha256":"…","first":null,"last":null}],
         "totals":[{"currency":"USD","amount":"0.011340000","list_amount":"0.012060000","upstream_cost":"0.011000000"}],
         "tokens":{"input":36000,"cache_read":12000,"cache_write":0,"output":9600,"reasoning":0},"outcomes":{"completed":240},"serve_modes":{"fresh":240},
         "receipts":240,"complete":true,"signature":"…"}
        """);

    private static readonly ApiBody MonthlyStatement = ApiBody.Of(
        new Statement
        {
            Organization = "org_" + Hex,
            OrganizationName = "acme",
            Month = "2026-11",
            TimeZone = "Asia/Kolkata",
            From = Month,
            To = Month.AddDays(30),
            MadeAt = Month.AddDays(31).ToUniversalTime(),
            Final = true,
            Currencies =
            [
                new StatementSection
                {
                    Currency = "USD",
                    Lines =
                    [
                        new StatementLine
                        {
                            Model = "my-model", ServeMode = "fresh", Requests = 7, InputTokens = 140, OutputTokens = 280, ExactAmount = "0.028000000", Amount = "0.03",
                            Saved = "0.000000000",
                        },
                    ],
                    Fresh = "0.028000000",
                    Replayed = "0.000000000",
                    Saved = "0.000000000",
                    ExactTotal = "0.028000000",
                    Remainder = "0.00",
                    Total = "0.03",
                },
            ],
        },
        ReportingJsonContext.Default.Statement);

    private static readonly GatewayErrorCode[] Errors =
        [GatewayErrorCode.InvalidApiKey, GatewayErrorCode.KeyRevoked, GatewayErrorCode.KeyExpired, GatewayErrorCode.InvalidRequest];

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        new ApiRoute("GET", "/v1/usage", "Sums over the receipts of the key's project, or of a management key's organization or team")
        {
            Response = Usage, Query = UsageQuery, Security = "api_key", Errors = Errors,
        },
        .. Exports("/v1/exports", "Receipts that the key may read, as a file", admin: false),
        .. Exports("/api/admin/v1/exports", "An organization's receipts, as a file", admin: true),
        AdminApi.With(new ApiRoute("GET", "/api/admin/v1/statements", "What a month of an organization, team or project came to")
        {
            Response = MonthlyStatement,
            Query =
            [
                AdminApi.Organization, ("team", "Only this one's: id or name."), ("project", "Only this one's: id or name."), ("month", "Such as 2026-11; the present one unless given."),
                ("time_zone", "IANA time zone whose calendar the month is of; UTC unless given."), ("format", "json, html or csv; json unless given."),
                ("language", "Of the page that html is: en, en-GB, ms-MY or zh; en unless given."),
            ],
        }),
        AdminApi.With(new ApiRoute("POST", "/api/admin/v1/receipts/archive", "Move the oldest receipts into one signed file, or count what there is to move")
        {
            Request = ApiBody.Of(new ArchiveRequest { Before = "2026-01-01", Directory = "/var/lib/nextmodel-archive" }, ReportingJsonContext.Default.ArchiveRequest),
            Response = ApiBody.Of(
                new ArchiveView { Receipts = 100_000, File = "/var/lib/nextmodel-archive/archive-000000000001-000000100000.jsonl", HasMore = true },
                ReportingJsonContext.Default.ArchiveView),
        }),
        AdminApi.With(new ApiRoute("GET", "/api/admin/v1/usage", "Sums over an organization's receipts") { Response = Usage, Query = [AdminApi.Organization, .. UsageQuery] }),
    ];

    private static IEnumerable<ApiRoute> Exports(string path, string summary, bool admin)
    {
        var file = new ApiRoute("GET", path, summary) { Response = File, MediaType = "text/csv", Query = ExportQuery };
        var manifest = new ApiRoute("GET", path + "/manifest", "The signed manifest of the same export") { Response = Manifest, Query = ExportQuery };
        foreach (var route in (ApiRoute[])[file, manifest])
        {
            yield return admin
                ? AdminApi.With(route with { Query = [AdminApi.Organization, .. route.Query] })
                : route with { Security = "api_key", Errors = [.. Errors, GatewayErrorCode.NotFound] };
        }
    }
}

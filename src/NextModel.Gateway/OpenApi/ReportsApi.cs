using NextModel.Errors;
using NextModel.Gateway.Reporting;

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

    private static readonly GatewayErrorCode[] Errors =
        [GatewayErrorCode.InvalidApiKey, GatewayErrorCode.KeyRevoked, GatewayErrorCode.KeyExpired, GatewayErrorCode.InvalidRequest];

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        new ApiRoute("GET", "/v1/usage", "Sums over the receipts of the key's project, or of a management key's organization or team")
        {
            Response = Usage, Query = UsageQuery, Security = "api_key", Errors = Errors,
        },
        AdminApi.With(new ApiRoute("GET", "/api/admin/v1/usage", "Sums over an organization's receipts") { Response = Usage, Query = [AdminApi.Organization, .. UsageQuery] }),
    ];
}

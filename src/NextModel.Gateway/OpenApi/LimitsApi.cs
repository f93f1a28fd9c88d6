using NextModel.Gateway.Admin;

namespace NextModel.Gateway.OpenApi;

/// <summary>The routes of budgets and rate limits, each with an example of what goes in and comes out.</summary>
internal static class LimitsApi
{
    private const string Root = "/api/admin/v1/";
    private const string Hex = "0193c1f20b7d7c3a9e5f4d2c1b0a9f8e";

    private static readonly LimitsJsonContext Json = LimitsJsonContext.Default;

    private static readonly BudgetView Example = new()
    {
        Id = "bud_" + Hex,
        OrganizationId = "org_" + Hex,
        Scope = "project",
        ScopeId = "proj_" + Hex,
        Name = "site, monthly",
        Currency = "USD",
        Limit = "250.000000000",
        Hard = true,
        Thresholds = [50, 80, 100],
        Window = "month",
        TimeZone = "Asia/Kuala_Lumpur",
        Settled = "81.204500000",
        Reserved = "0.031200000",
        Unknown = "0.000000000",
        Remaining = "168.764300000",
        StartedAt = new DateTimeOffset(2026, 10, 31, 16, 0, 0, TimeSpan.Zero),
        ResetsAt = new DateTimeOffset(2026, 11, 30, 16, 0, 0, TimeSpan.Zero),
        CreatedAt = new DateTimeOffset(2026, 11, 22, 9, 30, 0, TimeSpan.Zero),
        Version = 1,
    };

    private static readonly RateLimitsView RatesExample = new()
    {
        Scope = "project",
        ScopeId = "proj_" + Hex,
        OrganizationId = "org_" + Hex,
        RequestsPerMinute = 600,
        TokensPerMinute = 200_000,
        Concurrent = 20,
        Version = 1,
    };

    private static readonly ApiBody Budget = ApiBody.Of(Example, Json.BudgetView);
    private static readonly ApiBody Rates = ApiBody.Of(RatesExample, Json.RateLimitsView);

    private static readonly ApiBody Request = ApiBody.Of(
        new BudgetRequest { Scope = "project", ScopeId = "site", Name = "site, monthly", Limit = 250m, Hard = true, Thresholds = [50, 80, 100], Window = "month", TimeZone = "Asia/Kuala_Lumpur" },
        Json.BudgetRequest);

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        AdminApi.With(new ApiRoute("GET", Root + "budgets", "List: each budget you may see, and where it stands")
        {
            Response = ApiBody.Of(AdminExamples.PageOf(Example), Json.PageBudgetView),
            Query = [.. AdminApi.Paging, AdminApi.Organization, ("scope", "organization, team, project or key."), ("scope_id", "Only those of this object: its id.")],
        }),
        AdminApi.With(new ApiRoute("POST", Root + "budgets", "Make a budget") { Request = Request, Response = Budget, Status = 201 }),
        AdminApi.With(new ApiRoute("GET", Root + "budgets/{id}", "Get a budget and where it stands") { Response = Budget }),
        AdminApi.With(new ApiRoute("PATCH", Root + "budgets/{id}", "Change name, limit, whether it is hard, and thresholds; members left out stay as they are")
        {
            Request = Request, Response = Budget, NeedsIfMatch = true,
        }),
        AdminApi.With(new ApiRoute("DELETE", Root + "budgets/{id}", "Remove a budget") { Response = Budget, NeedsIfMatch = true }),
        AdminApi.With(new ApiRoute("POST", Root + "budgets/{id}/reconcile", "Say what requests of unknown cost did cost")
        {
            Request = ApiBody.Of(new ReconcileRequest(0.012m), Json.ReconcileRequest), Response = Budget, NeedsIfMatch = true,
        }),
        AdminApi.With(new ApiRoute("GET", Root + "limits", "List: the rate limits of each key and project that has any")
        {
            Response = ApiBody.Of(AdminExamples.PageOf(RatesExample), Json.PageRateLimitsView),
            Query = [.. AdminApi.Paging, AdminApi.Organization, ("scope", "key or project.")],
        }),
        .. Limits("keys"),
        .. Limits("projects"),
    ];

    private static IEnumerable<ApiRoute> Limits(string owner)
    {
        var path = $"{Root}{owner}/{{id}}/limits";
        yield return AdminApi.With(new ApiRoute("GET", path, "Get the rate limits") { Response = Rates });
        yield return AdminApi.With(new ApiRoute("PUT", path, "Set the rate limits; what is left out is not limited")
        {
            Request = ApiBody.Of(new RateLimitsBody(600, 200_000, 20), Json.RateLimitsBody),
            Response = Rates,
            NeedsIfMatch = true,
        });
        yield return AdminApi.With(new ApiRoute("DELETE", path, "Remove the rate limits") { Response = Rates, NeedsIfMatch = true });
    }
}

using System.Text.Json;
using NextModel.Gateway.Admin;
using NextModel.Pipeline.Explaining;
using NextModel.Reporting.Simulation;

namespace NextModel.Gateway.OpenApi;

/// <summary>The routes of policies, each with an example of what goes in and comes out.</summary>
internal static class PoliciesApi
{
    private const string Root = "/api/admin/v1/policies";
    private const string Hex = "0193c1f20b7d7c3a9e5f4d2c1b0a9f8e";

    private const string Document = """
        policy: 1
        rules:
          - name: eu only
            when: { environment: production }
            regions: { allow: [eu] }
        """;

    private static readonly PoliciesJsonContext Json = PoliciesJsonContext.Default;

    private static readonly PolicyView Example = new()
    {
        Id = "pol_" + Hex,
        OrganizationId = "org_" + Hex,
        Scope = "team",
        ScopeId = "team_" + Hex,
        Version = 3,
        UpdatedAt = new DateTimeOffset(2026, 11, 22, 9, 30, 0, TimeSpan.Zero),
        Document = Document,
    };

    private static readonly ApiBody One = ApiBody.Of(Example, Json.PolicyView);
    private static readonly ApiBody Page = ApiBody.Of(new Page<PolicyView>([Example], false, null), Json.PagePolicyView);
    private static readonly ExplainRequest Asked = new()
    {
        Key = "key_" + Hex,
        Request = JsonDocument.Parse("{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}").RootElement,
    };

    private static readonly Explanation Explained = new()
    {
        Allowed = true,
        Request = new ExplainedRequest("auto", "chat.completions", "production", "site", [], 22),
        Policies = [new ExplainedPolicy("pol_" + Hex, 3, "team", "eu only", [new ExplainedRule("eu only", null)])],
        DecidedBy = new ExplainedMark("pol_" + Hex, 3, "eu only", "allow"),
        Strategy = "priority",
        Targets =
        [
            new ExplainedTarget
            {
                Model = "claude-sonnet-5-5",
                Source = "anthropic",
                UpstreamModel = "claude-sonnet-5-5",
                Credential = "platform",
                Region = "eu",
                Place = 1,
                Health = "closed",
                Latency = new ExplainedLatency(412, 380, 910),
                Cost = new ExplainedCost("0.007524000", "0.000752400", "0.122904000", "USD", "2026-11-01", 8, 500),
            },
        ],
        Dropped = [],
        Changes = new ExplainedChanges(8192, null),
        Cache = new ExplainedCache(true, true, null, "anthropic/claude-sonnet-5-5"),
    };

    private static readonly SimulationResult Simulated = new()
    {
        From = new DateTimeOffset(2026, 10, 23, 9, 30, 0, TimeSpan.Zero),
        To = new DateTimeOffset(2026, 11, 22, 9, 30, 0, TimeSpan.Zero),
        Complete = true,
        Currency = "USD",
        Before = new SimulatedSide(1200, "18.400000000", 0, 1400, 1200, [new SimulatedModel("claude-sonnet-5-5", "anthropic", 1200, 210, "18.400000000")]),
        After = new SimulatedSide(1150, "5.100000000", 0, 900, 1150, [new SimulatedModel("claude-haiku-4-5", "anthropic", 1150, 200, "5.100000000")]),
        Moved = 1150,
        Refused = [new SimulatedRefusal("model_not_allowed", "eu only", 50)],
        NotKnown = ["Requests that were refused have no receipts: what the draft would make of them is not known."],
    };

    private static readonly (string, string) Limit = ("limit", "1 to 200; 50 unless given.");
    private static readonly (string, string) After = ("after", "next of the page before.");

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        AdminApi.With(new ApiRoute("GET", Root, "List: each policy you may see")
        {
            Response = Page, Query = [Limit, After, ("organization", "Only this one's: id or name."), ("scope_id", "Only the policy of this object, by id.")],
        }),
        AdminApi.With(new ApiRoute("POST", Root, "Give an organization, team, project or key its policy")
        {
            Request = ApiBody.Of(new CreatePolicyRequest { Scope = "team", ScopeId = "search", Document = Document }, Json.CreatePolicyRequest),
            Response = One,
            Status = 201,
        }),
        AdminApi.With(new ApiRoute("GET", Root + "/{id}", "Get a policy") { Response = One }),
        AdminApi.With(new ApiRoute("PUT", Root + "/{id}", "Put another document in force; the versions before it are kept")
        {
            Request = ApiBody.Of(new ChangePolicyRequest { Document = Document }, Json.ChangePolicyRequest), Response = One, NeedsIfMatch = true,
        }),
        AdminApi.With(new ApiRoute("DELETE", Root + "/{id}", "Take a policy out of force") { Response = One, NeedsIfMatch = true }),
        AdminApi.With(new ApiRoute("GET", Root + "/{id}/versions", "Every version of a policy, newest first") { Response = Page, Query = [Limit, After] }),
        AdminApi.With(new ApiRoute("POST", Root + "/explain", "What would become of a request, and why; nobody is called")
        {
            Request = ApiBody.Of(Asked, Json.ExplainRequest), Response = ApiBody.Of(Explained, PolicyStudyJsonContext.Default.Explanation),
        }),
        AdminApi.With(new ApiRoute("POST", Root + "/simulate", "What a draft would have made of the requests of the last days, by their receipts")
        {
            Request = ApiBody.Of(
                new SimulateRequest { Draft = new PolicyDraft { Scope = "team", ScopeId = "search", Document = Document }, Days = 30 }, Json.SimulateRequest),
            Response = ApiBody.Of(Simulated, PolicyStudyJsonContext.Default.SimulationResult),
        }),
    ];
}

using NextModel.Gateway.Admin;

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
    ];
}

using NextModel.Errors;
using NextModel.Gateway.Admin;
using NextModel.Gateway.Declaring;

namespace NextModel.Gateway.OpenApi;

/// <summary>The routes of the admin API, each with an example of what goes in and comes out.</summary>
internal static class AdminApi
{
    private const string Root = "/api/admin/v1/";

    private static readonly AdminJsonContext Json = AdminJsonContext.Default;
    internal static readonly (string, string) Organization = ("organization", "Only this one's: id or name.");

    private static readonly ApiBody Nothing = ApiBody.Written("Nothing", """{"type":"object","additionalProperties":false}""", "{}");

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        .. Resource(
            "organizations", "organization", AdminExamples.Organization, ApiBody.Of(new CreateOrganizationRequest { Name = "acme" }, Json.CreateOrganizationRequest),
            ApiBody.Of(new RenameRequest { Name = "acme" }, Json.RenameRequest), ApiBody.Of(AdminExamples.PageOf(AdminExamples.OrganizationView), Json.PageOrganizationView), []),
        Restore("organizations", "organization", AdminExamples.Organization),
        .. Resource(
            "teams", "team", AdminExamples.Team, ApiBody.Of(new CreateTeamRequest { Name = "search" }, Json.CreateTeamRequest),
            ApiBody.Of(new RenameRequest { Name = "search" }, Json.RenameRequest), ApiBody.Of(AdminExamples.PageOf(AdminExamples.TeamView), Json.PageTeamView), [Organization]),
        Restore("teams", "team", AdminExamples.Team),
        .. Resource(
            "projects", "project", AdminExamples.Project, ApiBody.Of(new CreateProjectRequest { Team = "search", Name = "site" }, Json.CreateProjectRequest),
            ApiBody.Of(new ChangeProjectRequest { Cache = new CacheRules { Mode = "off" } }, Json.ChangeProjectRequest),
            ApiBody.Of(AdminExamples.PageOf(AdminExamples.ProjectView), Json.PageProjectView), [Organization, ("team", "Only this one's: id or name.")]),
        Restore("projects", "project", AdminExamples.Project),
        Command("projects/cache", "Set a project's rules for the exact cache, by name",
            ApiBody.Of(new ProjectCacheRequest { Project = "site", Mode = "off" }, Json.ProjectCacheRequest), ApiBody.Of(AdminExamples.Cache, Json.ProjectCacheView)),
        Command("cache/purge", "Remove stored answers of a project, or of one receipt",
            ApiBody.Of(new PurgeRequest { Project = "site" }, Json.PurgeRequest), ApiBody.Of(new PurgeResult(12), Json.PurgeResult)),
        .. Resource(
            "keys", "API key", AdminExamples.Key, ApiBody.Of(new CreateKeyRequest { Project = "site", Name = "ci", Environment = "staging" }, Json.CreateKeyRequest),
            ApiBody.Of(new ChangeKeyRequest { Name = "cd" }, Json.ChangeKeyRequest), ApiBody.Of(AdminExamples.PageOf(AdminExamples.KeyView), Json.PageKeyView),
            [Organization, ("project", "Only this one's: id or name.")]),
        Command("keys/{id}/rotate", "Give a key a new secret; the present one works on for a while",
            ApiBody.Of(new RotateKeyRequest { GraceSeconds = 3600 }, Json.RotateKeyRequest), AdminExamples.Key) with { NeedsIfMatch = true },
        Command("keys/revoke", "Revoke a key by id or prefix", ApiBody.Of(new RevokeKeyRequest("nm_sk_Ab3dE9"), Json.RevokeKeyRequest), AdminExamples.Key),
        .. Resource(
            "members", "member", AdminExamples.Member, ApiBody.Of(new AddMemberRequest { Email = "ada@example.com", Role = "admin" }, Json.AddMemberRequest),
            ApiBody.Of(new ChangeMemberRequest { Role = "viewer" }, Json.ChangeMemberRequest), ApiBody.Of(AdminExamples.PageOf(AdminExamples.MemberView), Json.PageMemberView),
            [Organization]),
        .. Resource(
            "management-keys", "management key", AdminExamples.ManagementKey,
            ApiBody.Of(new CreateManagementKeyRequest { Name = "terraform", Role = "admin" }, Json.CreateManagementKeyRequest),
            ApiBody.Of(new ChangeKeyRequest { Name = "cd" }, Json.ChangeKeyRequest), ApiBody.Of(AdminExamples.PageOf(AdminExamples.ManagementKeyView), Json.PageManagementKeyView),
            [Organization]),
        With(new ApiRoute("GET", Root + "audit", "Who changed what, newest first") { Response = AdminExamples.AuditPage, Query = AuditQuery(true) }),
        With(new ApiRoute("GET", Root + "audit/export", "The audit trail as JSON lines, oldest first")
        {
            Response = AdminExamples.AuditEntry, Query = AuditQuery(false), MediaType = "application/jsonl",
        }),
        Command("apply", "Bring the installation to what a file says, or show the plan",
            ApiBody.Of(new ApplyRequest { File = "organizations: [{ name: acme }]", DryRun = true }, Json.ApplyRequest), ApiBody.Of(AdminExamples.Applied, Json.ApplyResult)),
        With(new ApiRoute("GET", Root + "export", "What there is, as a file that apply takes")
        {
            Response = ApiBody.Of(new ExportResult("organizations:\n  - name: \"acme\"\n"), Json.ExportResult), Query = [("organization", "Only this one, by name.")],
        }),
    ];

    private static IEnumerable<ApiRoute> Resource(
        string name, string what, ApiBody view, ApiBody create, ApiBody change, ApiBody page, IReadOnlyList<(string, string)> filters)
    {
        var one = $"{Root}{name}/{{id}}";
        var end = name.Contains("key", StringComparison.Ordinal) ? "Revoke" : name == "members" ? "Remove" : "Archive";
        yield return With(new ApiRoute("GET", Root + name, $"List: each {what} you may see") { Response = page, Query = [.. Paging, .. filters] });
        yield return With(new ApiRoute("POST", Root + name, $"Make a {what}") { Request = create, Response = view, Status = 201 });
        yield return With(new ApiRoute("GET", one, $"Get a {what}") { Response = view });
        yield return With(new ApiRoute("PATCH", one, $"Change a {what}; members left out stay as they are") { Request = change, Response = view, NeedsIfMatch = true });
        yield return With(new ApiRoute("DELETE", one, $"{end} a {what}") { Response = view, NeedsIfMatch = true });
    }

    private static ApiRoute Restore(string name, string what, ApiBody view) => With(
        new ApiRoute("POST", $"{Root}{name}/{{id}}/restore", $"Restore an archived {what}") { Request = Nothing, Response = view, NeedsIfMatch = true });

    private static ApiRoute Command(string path, string summary, ApiBody request, ApiBody response) =>
        With(new ApiRoute("POST", Root + path, summary) { Request = request, Response = response });

    internal static IReadOnlyList<(string, string)> Paging => [("limit", "1 to 200; 50 unless given."), ("after", "next of the page before.")];

    private static IReadOnlyList<(string, string)> AuditQuery(bool paged) =>
    [
        .. paged ? Paging : [], Organization, ("action", "A whole action such as key.revoke, or a kind of object such as key."), ("target", "Id of the changed object."),
        ("actor", "Id or kind of who did it."), ("from", "At or after."), ("to", "Before."),
    ];

    // What a route can refuse with follows from its shape.
    internal static ApiRoute With(ApiRoute route)
    {
        List<GatewayErrorCode> errors =
        [
            GatewayErrorCode.InvalidRequest, GatewayErrorCode.InvalidApiKey, GatewayErrorCode.KeyRevoked, GatewayErrorCode.KeyExpired,
            GatewayErrorCode.PermissionDenied, GatewayErrorCode.NotFound, GatewayErrorCode.Overloaded, GatewayErrorCode.InternalError,
        ];
        if (route.Request is not null)
        {
            errors.AddRange(
            [
                GatewayErrorCode.InvalidJson, GatewayErrorCode.DuplicateMember, GatewayErrorCode.RequestTooLarge, GatewayErrorCode.UnsupportedContentType,
                GatewayErrorCode.Conflict,
            ]);
        }
        else if (route.NeedsIfMatch)
        {
            errors.Add(GatewayErrorCode.Conflict);
        }

        if (route.NeedsIfMatch)
        {
            errors.AddRange([GatewayErrorCode.PreconditionFailed, GatewayErrorCode.PreconditionRequired]);
        }

        return route with { Errors = errors };
    }
}

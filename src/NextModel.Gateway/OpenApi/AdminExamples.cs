using NextModel.Gateway.Admin;
using NextModel.Gateway.Declaring;

namespace NextModel.Gateway.OpenApi;

/// <summary>Objects of the admin API as examples.</summary>
internal static class AdminExamples
{
    private const string Hex = "0193c1f20b7d7c3a9e5f4d2c1b0a9f8e";
    private static readonly DateTimeOffset Moment = new(2026, 11, 22, 9, 30, 0, TimeSpan.Zero);

    public static OrganizationView OrganizationView { get; } = new() { Id = "org_" + Hex, Name = "acme", Currency = "USD", Version = 1 };

    public static TeamView TeamView { get; } = new() { Id = "team_" + Hex, OrganizationId = "org_" + Hex, Name = "search", Version = 1 };

    public static ProjectView ProjectView { get; } = new()
    {
        Id = "proj_" + Hex,
        OrganizationId = "org_" + Hex,
        TeamId = "team_" + Hex,
        Name = "site",
        Cache = CacheRules.Of(Identity.ProjectCache.Default),
        Version = 1,
    };

    public static KeyView KeyView { get; } = new()
    {
        Id = "key_" + Hex,
        Prefix = "nm_sk_Ab3dE9",
        Name = "ci",
        Organization = "acme",
        OrganizationId = "org_" + Hex,
        Team = "search",
        TeamId = "team_" + Hex,
        Project = "site",
        ProjectId = "proj_" + Hex,
        Environment = "staging",
        Workload = "tests",
        CreatedAt = Moment,
        ExpiresAt = Moment.AddYears(1),
        Version = 1,
    };

    public static MemberView MemberView { get; } = new()
    {
        Id = "mem_" + Hex,
        OrganizationId = "org_" + Hex,
        Email = "ada@example.com",
        Role = "admin",
        AccountId = "acc_" + Hex,
        CreatedAt = Moment,
        Version = 1,
    };

    public static ManagementKeyView ManagementKeyView { get; } = new()
    {
        Id = "mkey_" + Hex,
        Prefix = "nm_mk_Ab3dE9",
        OrganizationId = "org_" + Hex,
        Name = "terraform",
        Role = "admin",
        CreatedAt = Moment,
        Version = 1,
    };

    public static ApiBody Organization { get; } = ApiBody.Of(OrganizationView, AdminJsonContext.Default.OrganizationView);

    public static ApiBody Team { get; } = ApiBody.Of(TeamView, AdminJsonContext.Default.TeamView);

    public static ApiBody Project { get; } = ApiBody.Of(ProjectView, AdminJsonContext.Default.ProjectView);

    public static ApiBody Key { get; } = ApiBody.Of(KeyView, AdminJsonContext.Default.KeyView);

    public static ApiBody Member { get; } = ApiBody.Of(MemberView, AdminJsonContext.Default.MemberView);

    public static ApiBody ManagementKey { get; } = ApiBody.Of(ManagementKeyView, AdminJsonContext.Default.ManagementKeyView);

    public static ProjectCacheView Cache { get; } = new("site", "off", 86_400, 8 << 20, 256 << 20, []);

    public static ApplyResult Applied { get; } = new(
        "plan_9f86d081884c7d659a2feaa0c55ad015", false, [new PlanStep("create", "organization", "acme", "USD")], [], []);

    private const string EntrySchema = """
        {"type":"object","required":["schema","sequence","at","actor","action","target","organization","before","after","previous_hash","hash","signature"],"properties":{
          "schema":{"const":"nextmodel.audit/1"},"sequence":{"type":"integer"},"at":{"type":"string","format":"date-time"},
          "actor":{"type":"object","required":["kind","id","name","via","address"],"properties":{"kind":{"enum":["operator","account","management_key","command_line","bootstrap","payment_processor"]},
            "id":{"type":"string"},"name":{"type":"string"},"via":{"enum":["api","dashboard","apply","database","webhook"]},"address":{"type":"string"}}},
          "action":{"type":"string"},"target":{"type":"string"},"organization":{"type":"string"},
          "before":{"type":["object","null"]},"after":{"type":["object","null"]},
          "previous_hash":{"type":"string"},"hash":{"type":"string"},"signature":{"type":"string"}}}
        """;

    private const string Entry = """
        {"schema":"nextmodel.audit/1","sequence":7,"at":"2026-11-22T09:30:00.000Z",
         "actor":{"kind":"management_key","id":"mkey_0193c1f20b7d7c3a9e5f4d2c1b0a9f8e","name":"terraform","via":"api","address":"192.0.2.7"},
         "action":"team.change","target":"team_0193c1f20b7d7c3a9e5f4d2c1b0a9f8e","organization":"org_0193c1f20b7d7c3a9e5f4d2c1b0a9f8e",
         "before":{"name":"search","archived_at":null},"after":{"name":"finding","archived_at":null},
         "previous_hash":"sha256:…","hash":"sha256:…","signature":"…"}
        """;

    public static ApiBody AuditEntry { get; } = ApiBody.Written("AuditEntry", EntrySchema, Entry);

    public static ApiBody AuditPage { get; } = ApiBody.Written(
        "AuditPage",
        $"{{\"type\":\"object\",\"required\":[\"data\",\"has_more\",\"next\"],\"properties\":{{\"data\":{{\"type\":\"array\",\"items\":{EntrySchema}}},"
        + "\"has_more\":{\"type\":\"boolean\"},\"next\":{\"type\":[\"string\",\"null\"]}}}",
        $"{{\"data\":[{Entry}],\"has_more\":false,\"next\":null}}");

    public static Page<T> PageOf<T>(T item) => new([item], false, null);
}

using System.Text.Json;

namespace NextModel.Gateway.Tests.Admin;

/// <summary>One file, applied: what it says is so, twice is nothing, and what it does not say stays unless pruned.</summary>
public sealed class DeclarationTests : IAsyncLifetime
{
    private const string File = """
        organizations:
          - name: acme
            currency: EUR
            members:
              - { email: Ada@example.com, role: owner }
            teams:
              - name: search
                members:
                  - { email: bob@example.com, role: developer }
                projects:
                  - name: site
                    cache: { mode: exact, time_to_live_seconds: 3600, ignored_metadata: [trace_id] }
                    keys:
                      - { name: ci, environment: staging, workload: tests, expires_at: 2027-01-01T00:00:00Z }
                      - name: web
              - name: ads
        """;

    private AdminGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await AdminGateway.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Apply_Twice_TheSecondTimeThereIsNothingToDo()
    {
        var first = await ApplyAsync(File);
        Steps(first).ShouldBe(
        [
            "create organization acme", "create member acme/ada@example.com", "create team acme/search", "create member acme/search/bob@example.com",
            "create project acme/site", "create key acme/site/ci", "create key acme/site/web", "create team acme/ads",
        ]);
        var keys = first.Json.GetProperty("keys");
        keys.GetArrayLength().ShouldBe(2);
        (await _gateway.ChatAsync(keys[0].GetProperty("raw_key").GetString()!)).Status.ShouldBe(200);
        Steps(await ApplyAsync(File)).ShouldBeEmpty();
        var project = (await _gateway.SendAsync("GET", "projects?organization=acme")).Json.GetProperty("data")[0];
        project.GetProperty("cache").GetProperty("time_to_live_seconds").GetInt32().ShouldBe(3600);
        (await _gateway.SendAsync("GET", "organizations")).Body.ShouldContain("\"EUR\"");
    }

    [Fact]
    public async Task DryRun_WithChanges_ShowsThePlanAndDoesNothing()
    {
        var before = (await _gateway.SendAsync("GET", "audit/export")).Body;
        Steps(await ApplyAsync(File, "\"dry_run\":true")).Count.ShouldBe(8);
        (await _gateway.SendAsync("GET", "audit/export")).Body.ShouldBe(before);
    }

    [Fact]
    public async Task Apply_APlanThatIsOutOfDate_IsRefusedAndDoesNothing()
    {
        var plan = (await ApplyAsync(File, "\"dry_run\":true"))["plan"];
        await _gateway.MakeAsync("organizations", "{\"name\":\"acme\",\"currency\":\"EUR\"}");
        var refused = await SendAsync(File, $"\"plan\":\"{plan}\"");
        refused.Code.ShouldBe("conflict");
        (await _gateway.SendAsync("GET", "teams?organization=acme")).Json.GetProperty("data").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Apply_ChangedFile_ChangesOnlyWhatIsDifferent()
    {
        await ApplyAsync(File);
        var changed = File.Replace("mode: exact", "mode: off", StringComparison.Ordinal).Replace("role: developer", "role: admin", StringComparison.Ordinal)
            .Replace("environment: staging, ", "", StringComparison.Ordinal).Replace("expires_at: 2027-01-01T00:00:00Z", "expires_at: never", StringComparison.Ordinal);
        var applied = await ApplyAsync(changed);
        Steps(applied).ShouldBe(["change member acme/search/bob@example.com", "change project acme/site", "change key acme/site/ci"]);
        applied.Json.GetProperty("steps")[1].GetProperty("detail").GetString().ShouldBe("cache.mode exact → off");
        var key = (await _gateway.SendAsync("GET", "keys?organization=acme&project=site")).Json.GetProperty("data").EnumerateArray()
            .Single(k => k.GetProperty("name").GetString() == "ci");
        key.GetProperty("environment").GetString().ShouldBe("staging");
        key.TryGetProperty("expires_at", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Apply_WithoutWhatIsThere_KeepsItUnlessPruned()
    {
        var keys = (await ApplyAsync(File)).Json.GetProperty("keys");
        var smaller = "organizations: [{ name: acme, teams: [{ name: search }] }]";
        var kept = await ApplyAsync(smaller);
        Steps(kept).ShouldBeEmpty();
        kept.Json.GetProperty("kept").EnumerateArray().Select(k => k.GetString()).ShouldBe(
            ["key acme/site/ci", "key acme/site/web", "project acme/site", "member acme/ada@example.com", "member acme/search/bob@example.com", "team acme/ads"],
            ignoreOrder: true);
        Steps(await ApplyAsync(smaller, "\"prune\":true")).Count.ShouldBe(6);
        (await _gateway.ChatAsync(keys[0].GetProperty("raw_key").GetString()!)).ShouldBe((401, "key_revoked"));
        (await _gateway.ChatAsync(_gateway.Gateway.ApiKey)).Status.ShouldBe(200);
        Steps(await ApplyAsync(smaller, "\"prune\":true")).ShouldBeEmpty();
        Steps(await ApplyAsync(File)).ShouldContain("restore project acme/site");
    }

    [Fact]
    public async Task Export_ThenApply_ChangesNothing()
    {
        await ApplyAsync(File);
        await _gateway.MakeAsync("teams", """{"organization":"acme","name":"quote \" colon: #hash"}""");
        var exported = (await _gateway.SendAsync("GET", "export"))["file"];
        exported.ShouldContain("bob@example.com");
        Steps(await ApplyAsync(exported, "\"prune\":true")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Apply_EveryStep_IsAuditedAsAppliedByTheOperator()
    {
        await ApplyAsync(File);
        var entries = (await _gateway.SendAsync("GET", "audit?limit=8")).Json.GetProperty("data");
        entries.EnumerateArray().ShouldAllBe(e => e.GetProperty("actor").GetProperty("via").GetString() == "apply");
    }

    [Theory]
    [InlineData("organizations:\n  - name: acme\n    colour: red\n", "organizations[0].colour (line 3, column 13)")]
    [InlineData("organizations:\n  - teams: []\n", "organizations[0].name (line 2, column 5)")]
    [InlineData("organizations:\n  - name: acme\n    members: [{ email: nobody, role: viewer }]\n", "organizations[0].members[0].email (line 3, column 24)")]
    [InlineData("organizations:\n  - name: acme\n    members: [{ email: a@b.c, role: king }]\n", "organizations[0].members[0].role (line 3, column 37)")]
    [InlineData("organizations:\n  - name: acme\n  - name: acme\n", "organizations[1] (line 3, column 5)")]
    [InlineData("organizations:\n  - name: default\n    currency: GBP\n", "organizations[0] (line 2, column 5)")]
    [InlineData("organizations:\n  - name: a\n    name: b\n", "line 3, column 5")]
    [InlineData("organizations:\n\t- name: a\n", "line 1, column 1")]
    [InlineData("[]", "line 1, column 1")]
    [InlineData("organizations: [{ name: '${PATH}' }]", "organizations[0].name (line 1, column 25)")]
    [InlineData("organizations: [{ name: a, teams: [{ name: t, projects: [{ name: p, keys: [{ name: k, expires_at: soon }] }] }] }]", "expires_at (line 1, column 99)")]
    [InlineData("organizations: [{ name: a, teams: [{ name: t, projects: [{ name: p, keys: [{ name: k, expires_at: 2020-01-01 }] }] }] }]", "has passed")]
    public async Task Apply_BadFile_IsRefusedWithLineAndColumn(string file, string where)
    {
        var refused = await SendAsync(file, "");
        refused.Code.ShouldBe("invalid_request");
        refused.Message.ShouldContain(where);
    }

    [Fact]
    public async Task Apply_AliasesThatMultiply_AreRefused()
    {
        var keys = string.Join(", ", Enumerable.Range(0, 150).Select(i => $"{{ name: k{i} }}"));
        var projects = string.Join(", ", Enumerable.Range(0, 150).Select(i => $"{{ name: p{i}, keys: *k }}"));
        var refused = await SendAsync(
            $"organizations: [{{ name: a, teams: [{{ name: t, projects: [{{ name: p, keys: &k [{keys}] }}, {projects}] }}] }}]", "");
        refused.Message.ShouldContain("20000 objects");
    }

    private async Task<AdminReply> ApplyAsync(string file, string more = "")
    {
        var reply = await SendAsync(file, more);
        reply.Status.ShouldBe(200, reply.Body);
        return reply;
    }

    private Task<AdminReply> SendAsync(string file, string more) => _gateway.SendAsync(
        "POST", "apply", $"{{\"file\":{JsonSerializer.Serialize(file)}{(more.Length == 0 ? "" : "," + more)}}}");

    private static List<string> Steps(AdminReply reply) =>
    [
        .. reply.Json.GetProperty("steps").EnumerateArray()
            .Select(s => $"{s.GetProperty("action").GetString()} {s.GetProperty("kind").GetString()} {s.GetProperty("path").GetString()}"),
    ];
}

using System.Text.Json;

namespace NextModel.Gateway.Tests.Admin;

/// <summary>Lists, changes and refusals that all resources have in common.</summary>
public sealed class AdminApiTests : IAsyncLifetime
{
    private AdminGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await AdminGateway.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Change_TwoEditorsFromTheSameVersion_TheSecondIsToldAndNothingIsLost()
    {
        var made = await _gateway.MakeAsync("teams", "{\"name\":\"search\"}");
        made.ETag.ShouldBe("\"1\"");
        var first = await _gateway.SendAsync("PATCH", "teams/" + made.Id, "{\"name\":\"finding\"}", ifMatch: made.ETag);
        first.ETag.ShouldBe("\"2\"");
        var second = await _gateway.SendAsync("PATCH", "teams/" + made.Id, "{\"name\":\"looking\"}", ifMatch: made.ETag);
        second.Status.ShouldBe(412);
        second.Code.ShouldBe("precondition_failed");
        (await _gateway.SendAsync("GET", "teams/" + made.Id))["name"].ShouldBe("finding");
    }

    [Theory]
    [InlineData("invitations", "{\"organization\":\"default\",\"email\":null,\"role\":\"viewer\"}", "email")]
    [InlineData("invitations", "{\"organization\":\"default\",\"email\":\"ann@example.com\",\"role\":null}", "role")]
    [InlineData("teams", "{\"name\":null}", "name")]
    public async Task Change_NullWhereThereMustBeAValue_IsRefusedByName(string path, string body, string member)
    {
        var refused = await _gateway.SendAsync("POST", path, body);

        refused.Status.ShouldBe(400);
        refused.Message.ShouldBe($"The member '{member}' must not be null.");
    }

    [Fact]
    public async Task Change_ManyEditorsAtOnce_ExactlyOneWins()
    {
        var made = await _gateway.MakeAsync("teams", "{\"name\":\"search\"}");
        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            _gateway.SendAsync("PATCH", "teams/" + made.Id, $"{{\"name\":\"name {i}\"}}", ifMatch: made.ETag)));
        replies.Count(r => r.Status == 200).ShouldBe(1);
        replies.Count(r => r.Status == 412).ShouldBe(19);
        (await _gateway.SendAsync("GET", "teams/" + made.Id))["name"].ShouldBe(replies.Single(r => r.Status == 200)["name"]);
    }

    [Theory]
    [InlineData("PATCH", "teams/", "{\"name\":\"x\"}")]
    [InlineData("DELETE", "teams/", null)]
    [InlineData("POST", "teams/{id}/restore", "{}")]
    public async Task Change_WithoutIfMatch_IsRefused(string method, string path, string? body)
    {
        var made = await _gateway.MakeAsync("teams", "{\"name\":\"search\"}");
        var refused = await _gateway.SendAsync(method, path.Contains('{') ? path.Replace("{id}", made.Id, StringComparison.Ordinal) : path + made.Id, body);
        refused.Status.ShouldBe(428);
        refused.Code.ShouldBe("precondition_required");
    }

    [Theory]
    [InlineData("W/\"1\"")]
    [InlineData("1")]
    [InlineData("\"one\"")]
    [InlineData("\"1\", \"2\"")]
    public async Task Change_IfMatchThatIsNoStrongETag_IsRefused(string ifMatch)
    {
        var made = await _gateway.MakeAsync("teams", "{\"name\":\"search\"}");
        (await _gateway.SendAsync("PATCH", "teams/" + made.Id, "{\"name\":\"x\"}", ifMatch: ifMatch)).Status.ShouldBe(412);
    }

    [Fact]
    public async Task Change_ThatChangesNothing_KeepsTheVersion()
    {
        var made = await _gateway.MakeAsync("projects", "{\"team\":\"default\",\"name\":\"site\"}");
        (await _gateway.SendAsync("PATCH", "projects/" + made.Id, "{\"name\":\"site\",\"cache\":{\"mode\":\"exact\"}}", ifMatch: made.ETag)).ETag.ShouldBe("\"1\"");
    }

    [Fact]
    public async Task List_InPages_ShowsEverythingOnce()
    {
        for (var i = 0; i < 7; i++)
        {
            await _gateway.MakeAsync("teams", $"{{\"name\":\"team {i}\"}}");
        }

        var seen = new List<string>();
        var path = "teams?limit=3";
        while (true)
        {
            var page = await _gateway.SendAsync("GET", path);
            page.Status.ShouldBe(200, page.Body);
            seen.AddRange(page.Json.GetProperty("data").EnumerateArray().Select(t => t.GetProperty("id").GetString()!));
            if (!page.Json.GetProperty("has_more").GetBoolean())
            {
                page.Json.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);
                break;
            }

            path = "teams?limit=3&after=" + page["next"];
            if (seen.Count == 3)
            {
                await _gateway.MakeAsync("teams", "{\"name\":\"made meanwhile\"}");
            }
        }

        seen.ShouldBeUnique();
        seen.Count.ShouldBeGreaterThanOrEqualTo(8);
    }

    [Theory]
    [InlineData("teams?limit=0", "limit")]
    [InlineData("teams?limit=201", "limit")]
    [InlineData("teams?limit=1&limit=2", "limit")]
    [InlineData("teams?orgnization=x", "orgnization")]
    [InlineData("audit?from=yesterday", "from")]
    [InlineData("audit?after=x", "after")]
    public async Task List_BadParameter_IsRefusedByName(string path, string param)
    {
        var refused = await _gateway.SendAsync("GET", path);
        refused.Code.ShouldBe("invalid_request");
        refused.Param.ShouldBe(param);
    }

    [Theory]
    [InlineData("teams", "{\"name\":\"x\",\"colour\":\"red\"}", "invalid_request", "colour")]
    [InlineData("projects", "{\"team\":\"default\",\"name\":\"x\",\"cache\":{\"ttl\":1}}", "invalid_request", "cache.ttl")]
    [InlineData("projects", "{\"team\":\"default\",\"name\":\"x\",\"cache\":{\"mode\":\"fuzzy\"}}", "invalid_request", "mode")]
    [InlineData("teams", "{}", "invalid_request", "name")]
    [InlineData("teams", "{\"name\":null}", "invalid_request", "name")]
    [InlineData("teams", "{\"name\":7}", "invalid_request", "name")]
    [InlineData("teams", "{\"name\":\" x\"}", "invalid_request", "team")]
    [InlineData("teams", "{\"name\":\"a\",\"name\":\"b\"}", "duplicate_member", null)]
    [InlineData("teams", "{\"name\":", "invalid_json", null)]
    [InlineData("teams", "[]", "invalid_request", null)]
    [InlineData("teams", "{\"name\":\"default\"}", "conflict", "team")]
    [InlineData("teams", "{\"organization\":\"nobody\",\"name\":\"x\"}", "not_found", "organization")]
    [InlineData("organizations", "{\"name\":\"x\",\"currency\":\"dollars\"}", "invalid_request", "currency")]
    [InlineData("members", "{\"email\":\"nobody\",\"role\":\"viewer\"}", "invalid_request", "email")]
    [InlineData("members", "{\"email\":\"a@b.c\",\"role\":\"operator\"}", "invalid_request", "role")]
    [InlineData("members", "{\"email\":\"a@b.c\",\"role\":\"owner\",\"team\":\"default\"}", "invalid_request", "role")]
    [InlineData("management-keys", "{\"name\":\"x\",\"role\":\"king\"}", "invalid_request", "role")]
    [InlineData("keys/revoke", "{}", "invalid_request", "key")]
    [InlineData("keys/revoke", "{\"key\":null}", "invalid_request", "key")]
    public async Task Create_BadBody_IsRefusedWithItsPath(string path, string body, string code, string? param)
    {
        var refused = await _gateway.SendAsync("POST", path, body);
        refused.Code.ShouldBe(code, refused.Body);
        refused.Param.ShouldBe(param, refused.Body);
    }

    [Fact]
    public async Task Rename_ToANameThatIsTaken_IsRefused()
    {
        var made = await _gateway.MakeAsync("teams", "{\"name\":\"search\"}");
        (await _gateway.SendAsync("PATCH", "teams/" + made.Id, "{\"name\":\"default\"}", ifMatch: "*")).Code.ShouldBe("conflict");
    }
}

using System.Text.Json;

namespace NextModel.Gateway.Tests.Admin;

/// <summary>Budgets and rate limits belong where what they count belongs: who may not see that finds nothing.</summary>
public sealed class LimitScopeTests(LimitScopeTests.Running running) : IClassFixture<LimitScopeTests.Running>
{
    [Theory]
    [InlineData("acme-viewer", "organization red-team red-project red-key blue-project")]
    [InlineData("acme-admin", "organization red-team red-project red-key blue-project")]
    [InlineData("red-viewer", "red-team red-project red-key")]
    [InlineData("red-admin", "red-team red-project red-key")]
    [InlineData("blue-admin", "blue-project")]
    [InlineData("other-owner", "")]
    public async Task Budgets_OfEachPlace_AreSeenByThoseOfThatPlace(string holder, string seen)
    {
        var names = seen.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        (await NamesAsync("budgets", holder)).ShouldBe(names, ignoreOrder: true);
        foreach (var (name, id) in running.Budgets)
        {
            (await running.Gateway.SendAsync("GET", "budgets/" + id, key: running.Made.Keys[holder])).Status.ShouldBe(names.Contains(name) ? 200 : 404, name);
        }
    }

    [Theory]
    [InlineData("acme-admin", 200, 200, 200, 200)]
    [InlineData("red-admin", 404, 403, 200, 404)]
    [InlineData("blue-admin", 404, 404, 404, 200)]
    [InlineData("other-owner", 404, 404, 404, 404)]
    [InlineData("acme-developer", 403, 403, 403, 403)]
    [InlineData("red-viewer", 403, 403, 403, 403)]
    public async Task Patch_Budget_IsForAdminsOverMoreThanItBinds(string holder, int organization, int team, int red, int blue)
    {
        foreach (var (name, status) in new[] { ("organization", organization), ("red-team", team), ("red-project", red), ("red-key", red), ("blue-project", blue) })
        {
            var reply = await running.Gateway.SendAsync("PATCH", "budgets/" + running.Budgets[name], "{\"limit\":10}", running.Made.Keys[holder], "*");
            reply.Status.ShouldBe(status, $"{holder} {name}: {reply.Body}");
        }
    }

    [Theory]
    [InlineData("acme-admin", "organization", null, 201)]
    [InlineData("red-admin", "organization", null, 403)]
    [InlineData("acme-admin", "team", "red", 201)]
    [InlineData("red-admin", "team", "red", 403)]
    [InlineData("red-admin", "team", "blue", 404)]
    [InlineData("red-admin", "project", "red-site", 201)]
    [InlineData("red-admin", "project", "blue-site", 404)]
    [InlineData("other-owner", "project", "red-site", 404)]
    [InlineData("red-developer", "team", "red", 403)]
    public async Task Post_Budget_IsForAdminsOverMoreThanItBinds(string holder, string scope, string? scopeId, int status)
    {
        var place = scopeId is null ? "" : $"\"scope_id\":\"{scopeId}\",";
        var reply = await running.Gateway.SendAsync(
            "POST", "budgets", $$"""{{{place}}"scope":"{{scope}}","name":"{{holder}} {{scope}}","limit":1,"window":"day"}""", running.Made.Keys[holder]);

        reply.Status.ShouldBe(status, reply.Body);
        if (status == 201)
        {
            (await running.Gateway.SendAsync("DELETE", "budgets/" + reply.Id, key: running.Made.Keys[holder], ifMatch: reply.ETag)).Status.ShouldBe(200);
        }
    }

    [Theory]
    [InlineData("red-admin", "organization", null, 403)]
    [InlineData("red-admin", "team", "red", 403)]
    [InlineData("acme-admin", "team", "red", 201)]
    [InlineData("red-admin", "project", "red-shop", 201)]
    public async Task Post_Policy_IsForAdminsOverMoreThanItBinds(string holder, string scope, string? scopeId, int status)
    {
        await running.Gateway.SendAsync("POST", "projects", """{"organization":"acme","team":"red","name":"red-shop"}""");
        var place = scopeId is null ? "" : $"\"scope_id\":\"{scopeId}\",";
        var reply = await running.Gateway.SendAsync(
            "POST", "policies", $$"""{{{place}}"scope":"{{scope}}","document":"policy: 1"}""", running.Made.Keys[holder]);

        reply.Status.ShouldBe(status, reply.Body);
        if (status == 201)
        {
            (await running.Gateway.SendAsync("DELETE", "policies/" + reply.Id, key: running.Made.Keys[holder], ifMatch: reply.ETag)).Status.ShouldBe(200);
        }
    }

    [Fact]
    public async Task List_Pages_HoldEachBudgetOnceAndFiltersNarrowThem()
    {
        var seen = new List<string>();
        var next = (string?)"";
        while (next is not null)
        {
            var page = (await running.Gateway.SendAsync("GET", "budgets?organization=acme&limit=2" + next)).Json;
            seen.AddRange(page.GetProperty("data").EnumerateArray().Select(b => b.GetProperty("id").GetString()!));
            next = page.GetProperty("next").GetString() is { } after ? "&after=" + after : null;
        }

        seen.ShouldBe(running.Budgets.Values, ignoreOrder: true);
        (await NamesAsync("budgets?scope=team", "acme-viewer")).ShouldBe(["red-team"]);
        (await NamesAsync("budgets?scope_id=" + running.Made.Id("keys"), "acme-viewer")).ShouldBe(["red-key"]);
        (await running.Gateway.SendAsync("GET", "budgets?scope=galaxy")).Code.ShouldBe("invalid_request");
        (await running.Gateway.SendAsync("GET", "budgets?colour=red")).Code.ShouldBe("invalid_request");
    }

    [Theory]
    [InlineData("acme-viewer", 200, 403)]
    [InlineData("red-viewer", 200, 403)]
    [InlineData("red-developer", 200, 403)]
    [InlineData("red-admin", 200, 200)]
    [InlineData("blue-admin", 404, 404)]
    [InlineData("other-owner", 404, 404)]
    public async Task Limits_OfRedsKeyAndProject_AreSeenAndSetByThoseOfRed(string holder, int get, int put)
    {
        foreach (var path in new[] { $"keys/{running.Made.Id("keys")}/limits", $"projects/{running.Made.Id("projects")}/limits" })
        {
            (await running.Gateway.SendAsync("GET", path, key: running.Made.Keys[holder])).Status.ShouldBe(get, path);
            (await running.Gateway.SendAsync("PUT", path, "{\"concurrent\":50}", running.Made.Keys[holder], "*")).Status.ShouldBe(put, path);
        }

        var listed = (await running.Gateway.SendAsync("GET", "limits", key: running.Made.Keys[holder])).Json.GetProperty("data");
        listed.EnumerateArray().Any(l => l.GetProperty("scope_id").GetString() == running.Made.Id("projects")).ShouldBe(get == 200);
    }

    private async Task<List<string?>> NamesAsync(string path, string holder) =>
    [
        .. (await running.Gateway.SendAsync("GET", path, key: running.Made.Keys[holder])).Json.GetProperty("data").EnumerateArray()
            .Select(b => b.GetProperty("name").GetString()),
    ];

    public sealed class Running : IAsyncLifetime
    {
        public AdminGateway Gateway { get; private set; } = null!;

        public Installations Made { get; private set; } = null!;

        /// <summary>Ids of acme's budgets by name.</summary>
        public Dictionary<string, string> Budgets { get; } = new(StringComparer.Ordinal);

        public async ValueTask InitializeAsync()
        {
            Gateway = await AdminGateway.StartAsync();
            Made = await Installations.MakeAsync(Gateway);
            await Gateway.SendAsync("PATCH", "budgets/" + Made.Id("budgets"), "{\"name\":\"red-project\"}", ifMatch: "*");
            Budgets["red-project"] = Made.Id("budgets");
            await MakeAsync("organization", "organization", null);
            await MakeAsync("red-team", "team", "red");
            await MakeAsync("red-key", "key", Made.Id("keys"));
            await MakeAsync("blue-project", "project", "blue-site");
        }

        public ValueTask DisposeAsync() => Gateway.DisposeAsync();

        private async Task MakeAsync(string name, string scope, string? scopeId) => Budgets[name] = (await Gateway.MakeAsync(
            "budgets", $$"""{"organization":"acme","scope":"{{scope}}","scope_id":{{JsonSerializer.Serialize(scopeId)}},"name":"{{name}}","limit":10,"window":"month"}""")).Id;
    }
}

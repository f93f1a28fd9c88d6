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

    private const string Limited = """
        organizations:
          - name: acme
            budgets:
              - { name: month, limit: 500, window: month, time_zone: Europe/London, thresholds: [80, 50] }
            teams:
              - name: search
                budgets:
                  - { name: team, limit: 100.50, window: month }
                projects:
                  - name: site
                    budgets:
                      - { name: day, limit: 5, window: day, hard: false, model: sandbox-echo, workload: nightly }
                    rate_limits: { requests_per_minute: 600, tokens_per_minute: 200000 }
                    keys:
                      - name: ci
                        budgets:
                          - { name: week, limit: 1, window: week }
                        rate_limits: { concurrent: 4 }
        """;

    private AdminGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await AdminGateway.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Apply_Twice_TheSecondTimeThereIsNothingToDo()
    {
        var first = await _gateway.ApplyAsync(File);
        first.Steps.ShouldBe(
        [
            "create organization acme", "create member acme/ada@example.com", "create team acme/search", "create member acme/search/bob@example.com",
            "create project acme/site", "create key acme/site/ci", "create key acme/site/web", "create team acme/ads",
        ]);
        var keys = first.Json.GetProperty("keys");
        keys.GetArrayLength().ShouldBe(2);
        (await _gateway.ChatAsync(keys[0].GetProperty("raw_key").GetString()!)).Status.ShouldBe(200);
        (await _gateway.ApplyAsync(File)).Steps.ShouldBeEmpty();
        var project = (await _gateway.SendAsync("GET", "projects?organization=acme")).Json.GetProperty("data")[0];
        project.GetProperty("cache").GetProperty("time_to_live_seconds").GetInt32().ShouldBe(3600);
        (await _gateway.SendAsync("GET", "organizations")).Body.ShouldContain("\"EUR\"");
    }

    [Fact]
    public async Task DryRun_WithChanges_ShowsThePlanAndDoesNothing()
    {
        var before = (await _gateway.SendAsync("GET", "audit/export")).Body;
        (await _gateway.ApplyAsync(File, "\"dry_run\":true")).Steps.Count.ShouldBe(8);
        (await _gateway.SendAsync("GET", "audit/export")).Body.ShouldBe(before);
    }

    [Fact]
    public async Task Apply_APlanThatIsOutOfDate_IsRefusedAndDoesNothing()
    {
        var plan = (await _gateway.ApplyAsync(File, "\"dry_run\":true"))["plan"];
        await _gateway.MakeAsync("organizations", "{\"name\":\"acme\",\"currency\":\"EUR\"}");
        var refused = await _gateway.TryApplyAsync(File, $"\"plan\":\"{plan}\"");
        refused.Code.ShouldBe("conflict");
        (await _gateway.SendAsync("GET", "teams?organization=acme")).Json.GetProperty("data").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Apply_ChangedFile_ChangesOnlyWhatIsDifferent()
    {
        await _gateway.ApplyAsync(File);
        var changed = File.Replace("mode: exact", "mode: off", StringComparison.Ordinal).Replace("role: developer", "role: admin", StringComparison.Ordinal)
            .Replace("environment: staging, ", "", StringComparison.Ordinal).Replace("expires_at: 2027-01-01T00:00:00Z", "expires_at: never", StringComparison.Ordinal);
        var applied = await _gateway.ApplyAsync(changed);
        applied.Steps.ShouldBe(["change member acme/search/bob@example.com", "change project acme/site", "change key acme/site/ci"]);
        applied.Json.GetProperty("steps")[1].GetProperty("detail").GetString().ShouldBe("cache.mode exact → off");
        var key = (await _gateway.SendAsync("GET", "keys?organization=acme&project=site")).Json.GetProperty("data").EnumerateArray()
            .Single(k => k.GetProperty("name").GetString() == "ci");
        key.GetProperty("environment").GetString().ShouldBe("staging");
        key.TryGetProperty("expires_at", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Apply_WithoutWhatIsThere_KeepsItUnlessPruned()
    {
        var keys = (await _gateway.ApplyAsync(File)).Json.GetProperty("keys");
        var smaller = "organizations: [{ name: acme, teams: [{ name: search }] }]";
        var kept = await _gateway.ApplyAsync(smaller);
        kept.Steps.ShouldBeEmpty();
        kept.Json.GetProperty("kept").EnumerateArray().Select(k => k.GetString()).ShouldBe(
            ["key acme/site/ci", "key acme/site/web", "project acme/site", "member acme/ada@example.com", "member acme/search/bob@example.com", "team acme/ads"],
            ignoreOrder: true);
        (await _gateway.ApplyAsync(smaller, "\"prune\":true")).Steps.Count.ShouldBe(6);
        (await _gateway.ChatAsync(keys[0].GetProperty("raw_key").GetString()!)).ShouldBe((401, "key_revoked"));
        (await _gateway.ChatAsync(_gateway.Gateway.ApiKey)).Status.ShouldBe(200);
        (await _gateway.ApplyAsync(smaller, "\"prune\":true")).Steps.ShouldBeEmpty();
        (await _gateway.ApplyAsync(File)).Steps.ShouldContain("restore project acme/site");
    }

    [Fact]
    public async Task Export_ThenApply_ChangesNothing()
    {
        await _gateway.ApplyAsync(File);
        await _gateway.MakeAsync("teams", """{"organization":"acme","name":"quote \" colon: #hash"}""");
        var exported = (await _gateway.SendAsync("GET", "export"))["file"];
        exported.ShouldContain("bob@example.com");
        (await _gateway.ApplyAsync(exported, "\"prune\":true")).Steps.ShouldBeEmpty();
    }

    [Fact]
    public async Task Apply_BudgetsAndRateLimits_ComeToBeWhereTheyStandAndTheSecondTimeThereIsNothingToDo()
    {
        (await _gateway.ApplyAsync(Limited)).Steps.ShouldBe(
        [
            "create organization acme", "create organization budget acme/month", "create team acme/search", "create team budget acme/search/team",
            "create project acme/site", "create project budget acme/site/day", "set rate limits acme/site", "create key acme/site/ci",
            "create key budget acme/site/ci/week", "set rate limits acme/site/ci",
        ]);

        (await _gateway.ApplyAsync(Limited, "\"prune\":true")).Steps.ShouldBeEmpty();
        var budgets = (await _gateway.SendAsync("GET", "budgets?organization=acme")).Json.GetProperty("data").EnumerateArray()
            .Select(b => $"{b.GetProperty("scope").GetString()} {b.GetProperty("name").GetString()} {b.GetProperty("limit").GetString()} "
                + $"{b.GetProperty("window").GetString()} {b.GetProperty("time_zone").GetString()} {b.GetProperty("hard").GetBoolean()}");
        budgets.ShouldBe(
        [
            "organization month 500.000000000 month Europe/London True", "team team 100.500000000 month UTC True",
            "project day 5.000000000 day UTC False", "key week 1.000000000 week UTC True",
        ],
        ignoreOrder: true);
        var limits = (await _gateway.SendAsync("GET", "limits?organization=acme")).Json.GetProperty("data");
        limits.EnumerateArray().Select(l => l.GetProperty("scope").GetString()).ShouldBe(["key", "project"]);
        var exported = (await _gateway.SendAsync("GET", "export"))["file"];
        (await _gateway.ApplyAsync(exported, "\"prune\":true")).Steps.ShouldBeEmpty(exported);
    }

    [Fact]
    public async Task Apply_OtherLimit_KeepsWhatABudgetHasCountedAndOtherWindowCountsFromNothing()
    {
        var key = (await _gateway.ApplyAsync(Limited)).Json.GetProperty("keys")[0].GetProperty("raw_key").GetString()!;
        (await _gateway.ChatAsync(key)).Status.ShouldBe(200);
        var before = await BudgetAsync("month");

        var changed = await _gateway.ApplyAsync(Limited.Replace("limit: 500", "limit: 600", StringComparison.Ordinal));
        changed.Steps.ShouldBe(["change organization budget acme/month"]);
        changed.Json.GetProperty("steps")[0].GetProperty("detail").GetString().ShouldBe("limit 500 → 600");
        (await BudgetAsync("month")).GetProperty("id").GetString().ShouldBe(before.GetProperty("id").GetString());

        var other = Limited.Replace("window: month, time_zone: Europe/London", "window: day, time_zone: Europe/London", StringComparison.Ordinal);
        var plan = await _gateway.ApplyAsync(other, "\"dry_run\":true");
        plan.Steps.ShouldBe(["delete organization budget acme/month", "create organization budget acme/month"]);
        plan.Json.GetProperty("steps")[0].GetProperty("detail").GetString().ShouldBe("window month → day: what a budget counts cannot change");
        plan.Json.GetProperty("steps")[1].GetProperty("detail").GetString()!.ShouldEndWith("; counts from nothing");
        await _gateway.ApplyAsync(other);
        var after = await BudgetAsync("month");
        after.GetProperty("window").GetString().ShouldBe("day");
        after.GetProperty("id").GetString().ShouldNotBe(before.GetProperty("id").GetString());
        (await _gateway.SendAsync("GET", "audit?limit=2")).Json.GetProperty("data").EnumerateArray().Select(e => e.GetProperty("action").GetString())
            .ShouldBe(["budget.create", "budget.delete"]);

        async Task<JsonElement> BudgetAsync(string name) => (await _gateway.SendAsync("GET", "budgets?organization=acme")).Json.GetProperty("data")
            .EnumerateArray().Single(b => b.GetProperty("name").GetString() == name);
    }

    [Fact]
    public async Task Apply_WithoutBudgets_KeepsThemUnlessPruned()
    {
        await _gateway.ApplyAsync(Limited);
        var without = """
            organizations:
              - name: acme
                teams: [{ name: search, projects: [{ name: site, keys: [{ name: ci, rate_limits: {} }] }] }]
            """;
        var kept = await _gateway.ApplyAsync(without);
        kept.Steps.ShouldBe(["set rate limits acme/site/ci"]);
        kept.Json.GetProperty("kept").EnumerateArray().Select(k => k.GetString()).ShouldBe(
            ["organization budget acme/month", "team budget acme/search/team", "project budget acme/site/day", "key budget acme/site/ci/week"], ignoreOrder: true);
        (await _gateway.ApplyAsync(without, "\"prune\":true")).Steps.Count.ShouldBe(4);
        (await _gateway.SendAsync("GET", "budgets?organization=acme")).Json.GetProperty("data").GetArrayLength().ShouldBe(0);
        (await _gateway.SendAsync("GET", "limits?organization=acme")).Json.GetProperty("data").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Apply_EveryStep_IsAuditedAsAppliedByTheOperator()
    {
        await _gateway.ApplyAsync(File);
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
    [InlineData("organizations: [{ name: a, budgets: [{ name: b, limit: -1, window: day }] }]", "organizations[0].budgets[0].limit (line 1, column 56)")]
    [InlineData("organizations: [{ name: a, budgets: [{ name: b, limit: 99999999999999999999999999999999, window: day }] }]", "organizations[0].budgets[0].limit (line 1, column 56)")]
    [InlineData("organizations: [{ name: a, budgets: [{ name: b, limit: 1, window: fortnight }] }]", "organizations[0].budgets[0].window (line 1, column 67)")]
    [InlineData("organizations: [{ name: a, budgets: [{ name: b, limit: 1 }] }]", "organizations[0].budgets[0].window (line 1, column 38)")]
    [InlineData("organizations: [{ name: a, budgets: [{ limit: 1, window: day }] }]", "organizations[0].budgets[0].name (line 1, column 38)")]
    [InlineData("organizations: [{ name: a, budgets: [{ name: b, limit: 1, window: day, time_zone: Mars }] }]", "There is no time zone 'Mars'")]
    [InlineData("organizations: [{ name: a, budgets: [{ name: b, limit: 1, window: day, model: gpt-404 }] }]", "there is no model 'gpt-404'")]
    [InlineData("organizations: [{ name: a, budgets: [{ name: b, limit: 1, window: day }, { name: b, limit: 1, window: day }] }]", "stands in the file twice")]
    [InlineData("organizations: [{ name: a, budgets: [{ name: b, limit: 1, window: day, thresholds: [0] }] }]", "organizations[0].budgets[0].thresholds")]
    [InlineData("organizations: [{ name: a, rate_limits: { concurrent: 1 } }]", "organizations[0].rate_limits (line 1, column 41)")]
    [InlineData("organizations: [{ name: a, teams: [{ name: t, projects: [{ name: p, rate_limits: { concurrent: 1.5 } }] }] }]", "is not a whole number")]
    [InlineData("organizations: [{ name: a, teams: [{ name: t, projects: [{ name: p, rate_limits: { rpm: 1 } }] }] }]", "rate_limits.rpm (line 1, column 89)")]
    [InlineData("[]", "line 1, column 1")]
    [InlineData("organizations: [{ name: '${PATH}' }]", "organizations[0].name (line 1, column 25)")]
    [InlineData("organizations: [{ name: a, teams: [{ name: t, projects: [{ name: p, keys: [{ name: k, expires_at: soon }] }] }] }]", "expires_at (line 1, column 99)")]
    [InlineData("organizations: [{ name: a, teams: [{ name: t, projects: [{ name: p, keys: [{ name: k, expires_at: 2020-01-01 }] }] }] }]", "has passed")]
    public async Task Apply_BadFile_IsRefusedWithLineAndColumn(string file, string where)
    {
        var refused = await _gateway.TryApplyAsync(file);
        refused.Code.ShouldBe("invalid_request");
        refused.Message.ShouldContain(where);
    }

    [Fact]
    public async Task Apply_AliasesThatMultiply_AreRefused()
    {
        var keys = string.Join(", ", Enumerable.Range(0, 150).Select(i => $"{{ name: k{i} }}"));
        var projects = string.Join(", ", Enumerable.Range(0, 150).Select(i => $"{{ name: p{i}, keys: *k }}"));
        var refused = await _gateway.TryApplyAsync(
            $"organizations: [{{ name: a, teams: [{{ name: t, projects: [{{ name: p, keys: &k [{keys}] }}, {projects}] }}] }}]");
        refused.Message.ShouldContain("20000 objects");
    }
}

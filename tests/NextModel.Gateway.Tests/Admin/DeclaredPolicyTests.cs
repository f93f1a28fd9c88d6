using System.Text.Json;
using NextModel.Testing;

namespace NextModel.Gateway.Tests.Admin;

/// <summary>Policies, webhooks and the need of credit by one file.</summary>
public sealed class DeclaredPolicyTests : IAsyncLifetime
{
    private const string File = """
        organizations:
          - name: acme
            credit: { enforced: false }
            webhooks:
              - { name: finance, url: "https://hooks.example.com/path-canary" }
            policy:
              # What everybody keeps to.
              policy: 1
              aliases: { usual: sandbox-echo }   # one place to change it

              rules:
                - { name: open, max_output_tokens: 500 }
            teams:
              - name: search
                policy: { policy: 1, aliases: { team: [usual] } }
                projects:
                  - name: site
                    policy:
                      policy: 1
                      rules:
                        - name: usual only
                          route: { targets: [team] }
                    keys:
                      - name: ci
                        policy: |
                          policy: 1
                          default: deny
                          rules: [{ name: named, when: { model: team } }]
        """;

    private readonly TemporaryDirectory _directory = new();
    private AdminGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await AdminGateway.StartAsync(_directory);

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Apply_PoliciesAtFourLevels_AreInForceAndTheSecondTimeThereIsNothingToDo()
    {
        var first = await _gateway.ApplyAsync(File);

        first.Steps.ShouldBe(
        [
            "create organization acme", "create webhook acme/finance", "create organization policy acme", "create team acme/search",
            "create team policy acme/search", "create project acme/site", "create project policy acme/site", "create key acme/site/ci",
            "create key policy acme/site/ci",
        ]);
        var key = first.Json.GetProperty("keys")[0].GetProperty("raw_key").GetString()!;
        (await _gateway.ChatAsync(key)).ShouldBe((403, "policy_denied"), "the key's own policy allows the alias only");
        (await AskAsync(key, "team")).ShouldBe(200);
        (await _gateway.ApplyAsync(File, "\"prune\":true")).Steps.ShouldBeEmpty();
        (await Policies()).ShouldBe(["key", "organization", "project", "team"]);
    }

    [Fact]
    public async Task Apply_InlinePolicy_IsKeptWithItsCommentsAsATextOfItsOwn()
    {
        await _gateway.ApplyAsync(File);

        (await DocumentAsync("organization")).ShouldBe(
            "# What everybody keeps to.\npolicy: 1\naliases: { usual: sandbox-echo }   # one place to change it\n\nrules:\n  - { name: open, max_output_tokens: 500 }");
        (await DocumentAsync("team")).ShouldBe("{ policy: 1, aliases: { team: [usual] } }");
        (await DocumentAsync("key")).ShouldBe("policy: 1\ndefault: deny\nrules: [{ name: named, when: { model: team } }]");
    }

    [Fact]
    public async Task Apply_ChangedPolicy_IsTheNextVersionAndThePlanNamesTheRules()
    {
        await _gateway.ApplyAsync(File);
        var changed = await _gateway.ApplyAsync(File.Replace("{ name: open, max_output_tokens: 500 }", "{ name: closed, cache: off }", StringComparison.Ordinal));

        changed.Steps.ShouldBe(["change organization policy acme"]);
        changed.Json.GetProperty("steps")[0].GetProperty("detail").GetString().ShouldBe("+ rule closed, - rule open");
        var versions = (await _gateway.SendAsync("GET", "policies?organization=acme")).Json.GetProperty("data").EnumerateArray()
            .ToDictionary(p => p.GetProperty("scope").GetString()!, p => p.GetProperty("version").GetInt64());
        versions["organization"].ShouldBe(2);
        versions["key"].ShouldBe(1);
    }

    [Fact]
    public async Task Apply_WithoutPoliciesAndWebhooks_KeepsThemUnlessPruned()
    {
        await _gateway.ApplyAsync(File);
        var without = "organizations: [{ name: acme, teams: [{ name: search, projects: [{ name: site, keys: [{ name: ci }] }] }] }]";

        var kept = await _gateway.ApplyAsync(without);
        kept.Steps.ShouldBeEmpty();
        kept.Json.GetProperty("kept").EnumerateArray().Select(k => k.GetString()).ShouldBe(
            ["key policy acme/site/ci", "project policy acme/site", "team policy acme/search", "organization policy acme", "webhook acme/finance"]);

        (await _gateway.ApplyAsync(without, "\"prune\":true")).Steps.ShouldBe(
        [
            "delete key policy acme/site/ci", "delete project policy acme/site", "delete team policy acme/search", "delete organization policy acme",
            "delete webhook acme/finance",
        ]);
        (await Policies()).ShouldBeEmpty();
        (await _gateway.SendAsync("GET", "webhooks?organization=acme")).Json.GetProperty("data").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("# kept\npolicy: 1\nrules:\n  # of the rule\n  - { name: a, deny: \"no\" }\n# end")]
    [InlineData("---\npolicy: 1\n")]
    [InlineData("{\n  \"policy\": 1,\n  \"rules\": [ { \"name\": \"a\", \"deny\": \"no: never\" } ]\n}\n")]
    [InlineData("policy: 1\r\nrules:\r\n  - name: a\r\n    deny: |-\r\n      one line\r\n\r\n# end\r\n")]
    public async Task Export_WhateverTheDocumentLooksLike_ThenApply_ChangesNothing(string document)
    {
        await _gateway.ApplyAsync(File);
        var policy = (await _gateway.SendAsync("GET", "policies?organization=acme")).Json.GetProperty("data").EnumerateArray()
            .Single(p => p.GetProperty("scope").GetString() == "key").GetProperty("id").GetString()!;
        var put = await _gateway.SendAsync("PUT", "policies/" + policy, JsonSerializer.Serialize(new { document }), ifMatch: "*");
        put.Status.ShouldBe(200, put.Body);

        var exported = (await _gateway.SendAsync("GET", "export?organization=acme"))["file"];

        (await _gateway.ApplyAsync(exported, "\"prune\":true")).Steps.ShouldBeEmpty(exported);
    }

    [Fact]
    public async Task Apply_Webhook_SecretIsToldOnceAndOtherChangesAreSteps()
    {
        var secret = (await _gateway.ApplyAsync(File)).Json.GetProperty("webhook_secrets")[0];
        secret.GetProperty("path").GetString().ShouldBe("acme/finance");
        secret.GetProperty("secret").GetString()!.ShouldStartWith("whsec_");

        var changed = await _gateway.ApplyAsync(File.Replace("path-canary\" }", "other-path\", enabled: false }", StringComparison.Ordinal));
        changed.Steps.ShouldBe(["change webhook acme/finance"]);
        changed.Json.GetProperty("steps")[0].GetProperty("detail").GetString().ShouldBe("another path, enabled true → false");
        changed.Json.GetProperty("webhook_secrets").GetArrayLength().ShouldBe(0);
        var shown = (await _gateway.SendAsync("GET", "webhooks?organization=acme")).Json.GetProperty("data")[0];
        (shown.GetProperty("url").GetString(), shown.GetProperty("enabled").GetBoolean()).ShouldBe(("https://hooks.example.com/other-path", false));
    }

    [Fact]
    public async Task Apply_CreditEnforced_RefusesWithoutCreditAndIsOneStep()
    {
        var key = (await _gateway.ApplyAsync(File)).Json.GetProperty("keys")[0].GetProperty("raw_key").GetString()!;
        var enforcing = File.Replace("enforced: false", "enforced: true", StringComparison.Ordinal);

        var applied = await _gateway.ApplyAsync(enforcing);

        applied.Steps.ShouldBe(["set credit acme"]);
        applied.Json.GetProperty("steps")[0].GetProperty("detail").GetString().ShouldBe("enforced false → true");
        (await _gateway.SendAsync("GET", "credits/acme")).Json.GetProperty("enforced").GetBoolean().ShouldBeTrue();
        (await _gateway.ApplyAsync(enforcing)).Steps.ShouldBeEmpty();
        (await AskAsync(key, "team")).ShouldBe(200, "the sandbox is free");
    }

    [Theory]
    [InlineData("organizations:\n  - name: a\n    policy:\n      policy: 1\n      rules: [{ name: r, route: { targets: [gpt-404] } }]\n",
        "organizations[0].policy.rules[0].route.targets[0] (line 5, column 45): there is no model or alias 'gpt-404'")]
    [InlineData("organizations:\n  - name: a\n    policy:\n      policy: 1\n      rulez: []\n", "organizations[0].policy.rulez (line 5, column 14)")]
    [InlineData("organizations:\n  - name: a\n    policy: { policy: 1, aliases: { x: y, y: x } }\n", "organizations[0].policy.aliases")]
    [InlineData("organizations: [{ name: a, policy: [] }]", "organizations[0].policy (line 1, column 36): must be a policy document")]
    [InlineData("organizations: [{ name: a, policy: 'policy: 2' }]", "organizations[0].policy (line 1, column 36), in its text: policy (line 1, column 9)")]
    [InlineData("organizations: [{ name: a, teams: [{ name: t, policy: { policy: 1, aliases: { x: &m [sandbox-echo] } } }, { name: u, policy: { policy: 1, aliases: { x: *m } } }] }]",
        "uses an anchor of the file around it")]
    [InlineData("organizations: [{ name: a, policy: { policy: 1, aliases: { x: nearer } }, teams: [{ name: t, policy: { policy: 1, aliases: { nearer: sandbox-echo } } }] }]",
        "there is no model or alias 'nearer'")]
    [InlineData("organizations: [{ name: a, webhooks: [{ name: w, url: 'https://127.0.0.1/x' }] }]", "127.0.0.1 is not a public address")]
    [InlineData("organizations: [{ name: a, webhooks: [{ name: w, url: 'ftp://example.com' }] }]", "must be an https address")]
    [InlineData("organizations: [{ name: a, webhooks: [{ name: w, url: 'https://a.example.com', secret: x }] }]", "organizations[0].webhooks[0].secret (line 1, column 88)")]
    [InlineData("organizations: [{ name: a, webhooks: [{ name: w, url: 'https://a.example.com' }, { name: w, url: 'https://b.example.com' }] }]", "stands in the file twice")]
    [InlineData("organizations: [{ name: a, credit: { enforced: maybe } }]", "organizations[0].credit.enforced (line 1, column 48)")]
    [InlineData("organizations: [{ name: a, credit: { balance: 100 } }]", "organizations[0].credit.balance (line 1, column 47)")]
    public async Task Apply_BadFile_IsRefusedWithItsPlaceAndNothingIsDone(string file, string where)
    {
        var refused = await _gateway.TryApplyAsync(file);

        refused.Code.ShouldBe("invalid_request");
        refused.Message.ShouldContain(where);
        (await _gateway.SendAsync("GET", "organizations")).Body.ShouldNotContain("\"a\"");
    }

    private async Task<int> AskAsync(string key, string model)
    {
        using var client = _gateway.Gateway.CreateClient(key);
        using var response = await _gateway.Gateway.ChatAsync($"{{\"model\":\"{model}\",\"messages\":[{{\"role\":\"user\",\"content\":\"Hello\"}}]}}", client);
        return (int)response.StatusCode;
    }

    private async Task<List<string>> Policies() =>
    [
        .. (await _gateway.SendAsync("GET", "policies?organization=acme")).Json.GetProperty("data").EnumerateArray()
            .Select(p => p.GetProperty("scope").GetString()!).Order(StringComparer.Ordinal),
    ];

    private async Task<string> DocumentAsync(string scope) => (await _gateway.SendAsync("GET", "policies?organization=acme")).Json.GetProperty("data")
        .EnumerateArray().Single(p => p.GetProperty("scope").GetString() == scope).GetProperty("document").GetString()!;
}

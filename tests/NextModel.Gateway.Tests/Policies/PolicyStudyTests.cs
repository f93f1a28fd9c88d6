using System.Text.Json;
using NextModel.Gateway.Tests.Limits;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;
using static NextModel.Gateway.Tests.Policies.PolicyGateway;

namespace NextModel.Gateway.Tests.Policies;

/// <summary>Explanations of one request and simulations over many: what they say is what happens, and nobody is called.</summary>
public sealed class PolicyStudyTests : IAsyncLifetime
{
    private FakeUpstream _first = null!;
    private FakeUpstream _second = null!;
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _first = await FakeUpstream.StartAsync();
        _second = await FakeUpstream.StartAsync();
        _gateway = await StartAsync(_first, _second);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Fact]
    public async Task Explain_RequestUnderTwoPolicies_TellsRulesTargetsCostsAndCacheAndCallsNobody()
    {
        var organization = await AttachAsync(_gateway, "policy: 1\nrules: [{ name: no us, when: { model: dear }, regions: { deny: [us] }, max_output_tokens: 100 }]", "organization", null);
        var project = await AttachAsync(_gateway, """
            policy: 1
            aliases: { auto: [dear, cheap] }
            rules:
              - { name: batch, when: { workload: batch }, route: { targets: [cheap] } }
              - { name: best, when: { model: auto }, route: { strategy: cheapest, targets: [auto] } }
            """);

        var told = await ExplainAsync(Ask("auto", ",\"max_tokens\":500,\"temperature\":1"));

        told.GetProperty("allowed").GetBoolean().ShouldBeTrue();
        told.GetProperty("policies").EnumerateArray().Select(p => $"{Text(p, "scope")} {Text(p, "rule")}").ShouldBe(["organization ", "project best"]);
        told.GetProperty("policies")[1].GetProperty("rules").EnumerateArray().Select(r => $"{Text(r, "name")}: {Text(r, "unmet")}").ShouldBe(["batch: workload", "best: "]);
        Text(told.GetProperty("decided_by"), "id").ShouldBe(Text(project, "id"));
        Text(told.GetProperty("decided_by"), "reason").ShouldBe("cheapest: auto");
        var targets = told.GetProperty("targets").EnumerateArray().ToList();
        targets.Select(t => $"{Text(t, "source")}/{Text(t, "model")} {t.GetProperty("place")} {Text(t, "rejected_for")}")
            .ShouldBe(["spare/cheap 1 ", "fake/dear 2 ", "spare/dear  region"]);
        Text(targets[2], "reason").ShouldBe($"rule 'no us' of policy {Text(organization, "id")} of this organization does not allow the region 'us'");
        told.GetProperty("changes").GetProperty("max_output_tokens").GetInt64().ShouldBe(100);
        told.GetProperty("changes").GetProperty("temperature").ValueKind.ShouldBe(JsonValueKind.Null);
        var cost = targets[0].GetProperty("cost");
        (Text(cost, "currency"), cost.GetProperty("output_tokens").GetInt64()).ShouldBe(("USD", 100));
        var input = cost.GetProperty("input_tokens").GetInt64();
        decimal.Parse(Text(cost, "fresh")!).ShouldBe(((input * 0.1m) + (100 * 0.4m)) / 1_000_000m);
        decimal.Parse(Text(cost, "cached")!).ShouldBe(((input * 0.1m) + (100 * 0.4m)) / 10_000_000m);
        Text(told.GetProperty("cache"), "looked_up_under").ShouldBe("spare/cheap");
        _first.Requests.ShouldBeEmpty();
        _second.Requests.ShouldBeEmpty();

        using var response = await _gateway.ChatAsync(Ask("auto", ",\"max_tokens\":500,\"temperature\":1"));
        response.Headers.GetValues("x-nextmodel-model").Single().ShouldBe("cheap");
    }

    [Theory]
    [InlineData("deny: Not today.", "dear", "policy_denied", "Not today.")]
    [InlineData("models: { allow: [cheap] }", "dear", "model_not_allowed", "does not allow the model")]
    [InlineData("cache: off", "unheard-of", "model_not_found", "There is no model 'unheard-of'")]
    public async Task Explain_RequestThatWouldBeRefused_TellsTheRefusalThatItGets(string decision, string model, string code, string message)
    {
        await AttachAsync(_gateway, $"policy: 1\nrules: [{{ name: only, {decision} }}]");

        var told = await ExplainAsync(Ask(model));

        (told.GetProperty("allowed").GetBoolean(), Text(told, "code")).ShouldBe((false, code));
        using var response = await _gateway.ChatAsync(Ask(model));
        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error");
        (Text(error, "code"), Text(error, "message")).ShouldBe((code, Text(told, "message")));
        Text(told, "message")!.ShouldContain(message);
    }

    [Fact]
    public async Task Explain_WithoutAPolicyAndWithADraft_TellsBothAndChangesNothing()
    {
        var plain = await ExplainAsync(Ask("dear"));
        plain.GetProperty("policies").GetArrayLength().ShouldBe(0);
        plain.GetProperty("decided_by").ValueKind.ShouldBe(JsonValueKind.Null);
        plain.GetProperty("targets").GetArrayLength().ShouldBe(2);

        var drafted = await ExplainAsync(Ask("dear"), "policy: 1\nrules: [{ name: eu, regions: { allow: [eu] }, cache: off }]");
        drafted.GetProperty("targets").EnumerateArray().Select(t => Text(t, "rejected_for")).ShouldBe([null, "region"]);
        Text(drafted.GetProperty("cache"), "reason").ShouldBe("policy");
        drafted.GetProperty("policies")[0].GetProperty("version").GetInt64().ShouldBe(0);
        _gateway.Installation.PolicyDirectory.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Explain_DraftOfAnotherProjectsKey_IsRefused()
    {
        await _gateway.CreateKeyAsync("other");
        var (status, body) = await PostAsync("explain", new
        {
            key = KeyId(),
            request = JsonDocument.Parse(Ask("dear")).RootElement,
            draft = new { scope = "project", scope_id = "other", document = "policy: 1" },
        });

        status.ShouldBe(400, body);
        body.ShouldContain("does not belong to it");
    }

    [Fact]
    public async Task Simulate_RequestsThatWereServed_TellsSpendModelsRefusalsAndWhatIsNotKnown()
    {
        for (var i = 0; i < 3; i++)
        {
            (await _gateway.ChatAsync(Ask("dear", content: $"hello {i}"))).Dispose();
        }

        (await _gateway.ChatAsync(Ask("dear", content: "hello 0"))).Dispose();
        (await _gateway.ChatAsync(Ask("cheap"))).Dispose();
        var calls = _first.Requests.Count + _second.Requests.Count;

        var result = await SimulateAsync("policy: 1\nrules:\n  - { name: thrift, when: { model: dear }, route: { targets: [cheap] } }\n  - { name: none, deny: no }");

        result.GetProperty("complete").GetBoolean().ShouldBeTrue();
        (result.GetProperty("moved").GetInt64(), Text(result, "currency")).ShouldBe((4, "USD"));
        Models(result, "before").ShouldBe(["fake/dear 4 1", "spare/cheap 1 0"]);
        Models(result, "after").ShouldBe(["spare/cheap 4 1"]);

        // A canary is 12 tokens in, 4 out.
        const decimal Dear = ((12 * 3m) + (4 * 15m)) / 1_000_000m;
        const decimal Cheap = ((12 * 0.1m) + (4 * 0.4m)) / 1_000_000m;
        Amount(result, "before").ShouldBe((3.1m * Dear) + Cheap);
        Amount(result, "after").ShouldBe(3.1m * Cheap);
        var refused = result.GetProperty("refused").EnumerateArray().ShouldHaveSingleItem();
        (Text(refused, "code"), Text(refused, "rule"), refused.GetProperty("requests").GetInt64()).ShouldBe(("policy_denied", "none", 1));
        result.GetProperty("not_known").EnumerateArray().ShouldNotBeEmpty();
        (_first.Requests.Count + _second.Requests.Count).ShouldBe(calls);
        _gateway.Installation.PolicyDirectory.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Simulate_DraftThatChangesNothing_TellsTheSameBeforeAndAfter()
    {
        (await _gateway.ChatAsync(Ask("dear"))).Dispose();
        (await _gateway.ChatAsync(Ask("dear"))).Dispose();

        var result = await SimulateAsync("policy: 1\nrules: [{ name: same, when: { budget_used: { at_least: 80% } }, deny: no }]");

        result.GetProperty("after").GetRawText().ShouldBe(result.GetProperty("before").GetRawText());
        result.GetProperty("moved").GetInt64().ShouldBe(0);
        result.GetProperty("not_known").GetRawText().ShouldContain("0 % was taken throughout");
        var spent = await SimulateAsync("policy: 1\nrules: [{ name: same, when: { budget_used: { at_least: 80% } }, deny: no }]", ",\"budget_used_percent\":90");
        spent.GetProperty("refused")[0].GetProperty("requests").GetInt64().ShouldBe(2);
    }

    [Theory]
    [InlineData(",\"days\":0", "'days' is 0; it must be 1 to 90.")]
    [InlineData(",\"budget_used_percent\":-1", "'budget_used_percent' is -1; it must be 0 to 100.")]
    public async Task Simulate_BadInput_IsRefused(string more, string message)
    {
        using var admin = AdminClient.Of(_gateway);
        using var response = await admin.PostAsync(
            "/api/admin/v1/policies/simulate",
            AdminClient.Json($$"""{"draft":{"scope":"organization","document":"policy: 1"}{{more}}}"""));

        ((int)response.StatusCode, await response.Content.ReadAsStringAsync()).ShouldSatisfyAllConditions(
            r => r.Item1.ShouldBe(400), r => r.Item2.ShouldContain(message));
    }

    private string KeyId() => _gateway.Installation.Directory.Callers.Single(c => c.Key.Name == "test" && c.Project.Name == "default").Key.Id;

    private async Task<JsonElement> ExplainAsync(string body, string? draft = null)
    {
        object request = draft is null
            ? new { key = KeyId(), request = JsonDocument.Parse(body).RootElement }
            : new { key = KeyId(), request = JsonDocument.Parse(body).RootElement, draft = new { scope = "project", scope_id = "default", document = draft } };
        var (status, text) = await PostAsync("explain", request);
        status.ShouldBe(200, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private async Task<JsonElement> SimulateAsync(string document, string more = "")
    {
        using var admin = AdminClient.Of(_gateway);
        var draft = JsonSerializer.Serialize(new { scope = "project", scope_id = "default", document });
        using var response = await admin.PostAsync("/api/admin/v1/policies/simulate", AdminClient.Json($"{{\"draft\":{draft}{more}}}"));
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(200, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private async Task<(int Status, string Body)> PostAsync(string path, object body)
    {
        using var admin = AdminClient.Of(_gateway);
        using var response = await admin.PostAsync("/api/admin/v1/policies/" + path, AdminClient.Json(JsonSerializer.Serialize(body)));
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static IEnumerable<string> Models(JsonElement result, string side) => result.GetProperty(side).GetProperty("models").EnumerateArray()
        .Select(m => $"{Text(m, "source")}/{Text(m, "model")} {m.GetProperty("requests")} {m.GetProperty("replays")}");

    private static decimal Amount(JsonElement result, string side) => decimal.Parse(Text(result.GetProperty(side), "amount")!);

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}

using System.Net;
using System.Text.Json;
using NextModel.Gateway.Tests.Limits;
using NextModel.Gateway.Tests.Receipts;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;
using static NextModel.Gateway.Tests.Policies.PolicyGateway;

namespace NextModel.Gateway.Tests.Policies;

/// <summary>Ways in which gateways are known to fail at the rules of a key, each under the name of the failure.</summary>
public sealed class PolicyFailuresOfOthersTests : IAsyncLifetime
{
    private FakeUpstream _first = null!;
    private FakeUpstream _second = null!;
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        (_first, _second) = (await FakeUpstream.StartAsync(), await FakeUpstream.StartAsync());
        _gateway = await StartAsync(_first, _second);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    // A fallback is made of the key's own rules, budget and labels, not of the defaults of whoever answers.
    [Fact]
    public async Task StreamFallbackIgnoresKeyConfig_TheFirstSourceFails_TheSecondIsAskedUnderTheKeysRulesAndBudget()
    {
        var key = _gateway.Installation.Directory.Callers.Single().Key.Id;
        await AttachAsync(_gateway, "policy: 1\nrules: [{ name: of the key, max_output_tokens: 100, max_temperature: 0.5 }]", "key", key);
        using var admin = AdminClient.Of(_gateway);
        using var made = await admin.PostAsync(
            "/api/admin/v1/budgets", AdminClient.Json($"{{\"scope\":\"key\",\"scope_id\":\"{key}\",\"limit\":1,\"window\":\"day\"}}"));
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        _first.Play(Behaviours.Always(ScriptedResponse.Json("{}", 500)));

        var reply = await AskAsync("dear", ",\"max_tokens\":500,\"temperature\":2");

        reply.Headers["x-nextmodel-source"].ShouldBe("spare");
        var sent = JsonDocument.Parse(_second.Requests.Single().Body).RootElement;
        (sent.GetProperty("max_tokens").GetInt32(), sent.GetProperty("temperature").GetDecimal()).ShouldBe((100, 0.5m));
        var receipt = await SeenReceipt.OfAsync(_gateway.Client, reply.RequestId);
        receipt.Root.GetProperty("policy").GetProperty("rule").GetString().ShouldBe("of the key");
        receipt.Amount.ShouldBeGreaterThan(0);
        var settled = receipt.Root.GetProperty("budgets")[0].GetProperty("settled").GetString();
        decimal.Parse(settled!, System.Globalization.CultureInfo.InvariantCulture).ShouldBe(receipt.Amount);
    }

    [Fact]
    public async Task StreamFallbackIgnoresKeyConfig_TheSecondSourceIsNotTheKeysToCall_IsNotAsked()
    {
        var key = _gateway.Installation.Directory.Callers.Single().Key.Id;
        await AttachAsync(_gateway, "policy: 1\nrules: [{ name: of the key, sources: { deny: [spare] } }]", "key", key);
        _first.Play(Behaviours.Always(ScriptedResponse.Json("{}", 500)));

        (await AskAsync("dear", "")).Status.ShouldBe(HttpStatusCode.BadGateway);

        _first.Requests.Count.ShouldBe(1);
        _second.Requests.ShouldBeEmpty();
    }

    // "From 80 %" at 3 % of the budget: a share taken for an amount, or of another budget.
    [Fact]
    public async Task RuleOnBudgetUseFiresEarly_TheBudgetFills_FiresAtItsShareAndNotBefore()
    {
        await AttachAsync(_gateway, "policy: 1\nrules: [{ name: thrift, when: { budget_used: { at_least: 80%, window: day, scope: project } }, route: { targets: [cheap] } }]");
        using var admin = AdminClient.Of(_gateway);
        foreach (var (scope, limit) in new[] { ("organization", "0.000001"), ("project", "0.0006") })
        {
            var hard = scope == "project" ? "true" : "false";
            using var made = await admin.PostAsync("/api/admin/v1/budgets", AdminClient.Json(
                $"{{\"scope\":\"{scope}\",\"scope_id\":\"default\",\"limit\":{limit},\"window\":\"day\",\"hard\":{hard}}}"));
            made.StatusCode.ShouldBe(HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
        }

        var (spent, models) = (0m, new List<(decimal Spent, string Model)>());
        for (var n = 0; n < 8; n++)
        {
            var reply = await AskAsync("dear", $",\"max_tokens\":4,\"seed\":{n}");
            models.Add((spent, reply.Headers["x-nextmodel-model"]));
            spent += (await SeenReceipt.OfAsync(_gateway.Client, reply.RequestId)).Amount;
        }

        models.ShouldAllBe(m => m.Model == (m.Spent >= 0.00048m ? "cheap" : "dear"));
        models.Select(m => m.Model).Distinct().ShouldBe(["dear", "cheap"], "the budget never got to its share");
    }

    private async Task<ChatReply> AskAsync(string model, string more)
    {
        using var response = await _gateway.ChatAsync(Ask(model, ",\"stream\":true" + more));
        return await ChatReply.ReadAsync(response);
    }
}

using System.Net;
using System.Text.Json;
using NextModel.Gateway.Tests.Receipts;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;
using static NextModel.Gateway.Tests.Policies.PolicyGateway;

namespace NextModel.Gateway.Tests.Policies;

/// <summary>Policies as a caller meets them: where requests go, what is refused, what the receipt and the upstream see.</summary>
public sealed class PolicyTests : IAsyncLifetime
{
    private FakeUpstream _first = null!;
    private FakeUpstream _second = null!;

    public async ValueTask InitializeAsync()
    {
        _first = await FakeUpstream.StartAsync();
        _second = await FakeUpstream.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Fact]
    public async Task Chat_WithoutAPolicy_SaysSoOnTheReceipt()
    {
        await using var gateway = await StartAsync(_first, _second);

        (await ReceiptAsync(gateway, Ask("dear"))).GetProperty("policy").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Attach_SameTextTwice_IsReadOnce()
    {
        const string text = "policy: 1\nrules: [{ name: thrift, when: { model: dear }, route: { targets: [cheap] } }]";
        await using var gateway = await StartAsync(_first, _second);
        await AttachAsync(gateway, text, "team");
        await AttachAsync(gateway, text);

        gateway.Installation.PolicyDirectory.All.Select(policy => policy.Document).ShouldBe(
            Enumerable.Repeat(gateway.Installation.PolicyDirectory.All.First().Document, 2), ReferenceEqualityComparer.Instance);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Chat_RuleSendsItElsewhere_TheReceiptNamesTheRuleAndTheAnswerTheModel(bool stream)
    {
        await using var gateway = await StartAsync(_first, _second);
        var policy = await AttachAsync(gateway, "policy: 1\nrules: [{ name: thrift, when: { model: dear }, route: { targets: [cheap] } }]");

        using var response = await gateway.ChatAsync(Ask("dear", stream ? ",\"stream\":true" : ""));

        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        response.Headers.GetValues("x-nextmodel-model").Single().ShouldBe("cheap");
        response.Headers.GetValues("x-nextmodel-source").Single().ShouldBe("spare");
        body.ShouldContain("\"model\":\"cheap\"");
        var receipt = (await SeenReceipt.OfAsync(gateway.Client, response.Headers.GetValues("x-request-id").Single())).Root;
        (Text(receipt, "requested_model"), Text(receipt, "effective_model"), Text(receipt, "region")).ShouldBe(("dear", "cheap", "us"));
        var mark = receipt.GetProperty("policy");
        (Text(mark, "id"), mark.GetProperty("version").GetInt64(), Text(mark, "rule"), Text(mark, "reason"))
            .ShouldBe((Text(policy, "id"), 1, "thrift", "priority: cheap"));
    }

    [Theory]
    [InlineData("deny: Ask the data team first.", "dear", "policy_denied", "Ask the data team first.")]
    [InlineData("models: { allow: [cheap] }", "dear", "model_not_allowed", "does not allow the model 'dear'")]
    [InlineData("regions: { allow: [eu] }", "cheap", "region_not_allowed", "does not allow the region 'us'")]
    [InlineData("sources: { deny: [spare] }", "cheap", "policy_denied", "does not allow the source 'spare'")]
    public async Task Chat_NotAllowed_Is403WithItsCodeAndCallsNobody(string decision, string model, string code, string message)
    {
        await using var gateway = await StartAsync(_first, _second);
        var policy = await AttachAsync(gateway, $"policy: 1\nrules: [{{ name: only, {decision} }}]");

        using var response = await gateway.ChatAsync(Ask(model));

        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error");
        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden, error.GetRawText());
        Text(error, "code").ShouldBe(code);
        Text(error, "message").ShouldContain(message);
        Text(error, "message").ShouldContain(Text(policy, "id"));
        response.Headers.Contains("x-nextmodel-serve-mode").ShouldBeFalse();
        _first.Requests.ShouldBeEmpty();
        _second.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Chat_DataMayNotLeaveARegion_NoFallbackLeavesItEither()
    {
        await using var gateway = await StartAsync(_first, _second);
        await AttachAsync(gateway, "policy: 1\nrules: [{ name: eu, regions: { allow: [eu] } }]");
        _first.Play(Behaviours.Always(ScriptedResponse.Json("{}", 500)));

        using var response = await gateway.ChatAsync(Ask("dear"));

        ((int)response.StatusCode).ShouldBeGreaterThanOrEqualTo(500);
        _first.Requests.ShouldNotBeEmpty();
        _second.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Chat_FirstTargetFails_TheNextModelAnswersUnderItsOwnName()
    {
        await using var gateway = await StartAsync(_first, _second);
        await AttachAsync(gateway, "policy: 1\naliases: { auto: [fake/dear, cheap] }");
        _first.Play(Behaviours.Always(ScriptedResponse.Json("{}", 500)));

        using var response = await gateway.ChatAsync(Ask("auto"));

        (await response.Content.ReadAsStringAsync()).ShouldContain("\"model\":\"cheap\"");
        response.Headers.GetValues("x-nextmodel-model").Single().ShouldBe("cheap");
        var receipt = (await SeenReceipt.OfAsync(gateway.Client, response.Headers.GetValues("x-request-id").Single())).Root;
        (Text(receipt, "requested_model"), Text(receipt, "effective_model")).ShouldBe(("auto", "cheap"));
        Text(receipt.GetProperty("policy"), "reason").ShouldBe("alias auto");
        Text(receipt.GetProperty("billing").GetProperty("price"), "output").ShouldBe("0.4");
    }

    [Fact]
    public async Task Receipt_UnderPoliciesOfTwoLevels_NamesTheRuleThatDecidedAndTheOtherThatHeld()
    {
        await using var gateway = await StartAsync(_first, _second);
        var wide = await AttachAsync(gateway, "policy: 1\nrules: [{ name: house rules, max_output_tokens: 900 }]", "organization", null);
        var narrow = await AttachAsync(gateway, "policy: 1\nrules: [{ name: thrift, route: { targets: [cheap] } }]");

        var policy = (await ReceiptAsync(gateway, Ask("dear"))).GetProperty("policy");

        (Text(policy, "id"), Text(policy, "rule")).ShouldBe((Text(narrow, "id"), "thrift"));
        var also = policy.GetProperty("also").EnumerateArray().Single();
        (Text(also, "id"), Text(also, "rule"), also.GetProperty("version").GetInt64()).ShouldBe((Text(wide, "id"), "house rules", 1));
    }

    [Fact]
    public async Task Chat_CapsOnParameters_LowerWhatIsAskedAndLeaveTheRest()
    {
        await using var gateway = await StartAsync(_first, _second);
        await AttachAsync(gateway, "policy: 1\nrules: [{ name: caps, max_output_tokens: 100, max_temperature: 0.5 }]");

        await ReceiptAsync(gateway, Ask("dear", ",\"max_tokens\":500,\"temperature\":1.5,\"seed\":7"));
        await ReceiptAsync(gateway, Ask("dear", ",\"max_tokens\":50,\"temperature\":0.5,\"seed\":7"));
        await ReceiptAsync(gateway, Ask("dear", ",\"seed\":7"));

        var sent = _first.Requests.Select(r => JsonDocument.Parse(r.Body).RootElement).ToList();
        sent.Select(b => b.TryGetProperty("max_tokens", out var m) ? m.GetInt32() : -1).ShouldBe([100, 50, -1]);
        sent.Select(b => b.TryGetProperty("temperature", out var t) ? t.GetDecimal() : -1).ShouldBe([0.5m, 0.5m, -1]);
        sent[2].GetProperty("max_completion_tokens").GetInt32().ShouldBe(100);
        sent.ShouldAllBe(b => b.GetProperty("seed").GetInt32() == 7);
    }

    [Fact]
    public async Task Chat_BodyThatAPolicyAlters_IsAnotherEntryOfTheCache()
    {
        await using var gateway = await StartAsync(_first, _second);
        var asked = Ask("dear", ",\"max_tokens\":500");
        (await ServeModeAsync(gateway, asked)).ShouldBe("fresh");
        (await ServeModeAsync(gateway, asked)).ShouldBe("exact_cache");
        await AttachAsync(gateway, "policy: 1\nrules: [{ name: caps, max_output_tokens: 100 }]");

        (await ServeModeAsync(gateway, asked)).ShouldBe("fresh");
        (await ServeModeAsync(gateway, asked)).ShouldBe("exact_cache");
    }

    [Fact]
    public async Task Chat_RuleForbidsTheCache_IsNeitherReplayedNorStored()
    {
        await using var gateway = await StartAsync(_first, _second);
        (await ServeModeAsync(gateway, Ask("dear"))).ShouldBe("fresh");
        await AttachAsync(gateway, "policy: 1\nrules: [{ name: fresh, cache: off }]");

        using var response = await gateway.ChatAsync(Ask("dear"));

        response.Headers.GetValues("x-nextmodel-serve-mode").Single().ShouldBe("fresh");
        response.Headers.GetValues("cache-status").Single().ShouldBe("NextModel; fwd=bypass; detail=\"policy\"");
    }

    [Fact]
    public async Task Policy_ReplacedAndDeleted_CountsFromThenOn()
    {
        await using var gateway = await StartAsync(_first, _second);
        var policy = Text(await AttachAsync(gateway, "policy: 1\nrules: [{ name: a, when: { model: dear }, deny: no }]"), "id");
        (await StatusAsync(gateway, "dear")).ShouldBe(403);

        using var admin = Limits.AdminClient.Of(gateway);
        admin.DefaultRequestHeaders.Remove("If-Match");
        admin.DefaultRequestHeaders.TryAddWithoutValidation("If-Match", "\"1\"");
        var change = JsonSerializer.Serialize(new { document = "policy: 1\nrules: [{ name: b, when: { model: cheap }, deny: no }]" });
        (await admin.PutAsync($"/api/admin/v1/policies/{policy}", Limits.AdminClient.Json(change))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(gateway, "dear"), await StatusAsync(gateway, "cheap")).ShouldBe((200, 403));
        (await admin.PutAsync($"/api/admin/v1/policies/{policy}", Limits.AdminClient.Json(change))).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);

        var versions = JsonDocument.Parse(await admin.GetStringAsync($"/api/admin/v1/policies/{policy}/versions")).RootElement.GetProperty("data");
        versions.EnumerateArray().Select(v => v.GetProperty("version").GetInt64()).ShouldBe([2, 1]);
        admin.DefaultRequestHeaders.Remove("If-Match");
        admin.DefaultRequestHeaders.TryAddWithoutValidation("If-Match", "*");
        (await admin.DeleteAsync($"/api/admin/v1/policies/{policy}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(gateway, "cheap")).ShouldBe(200);
    }

    [Fact]
    public async Task Policy_AfterARestart_IsInForce()
    {
        using var directory = new NextModel.Testing.TemporaryDirectory();
        var options = new TestGatewayOptions { Directory = directory };
        await using (var before = await StartAsync(_first, _second, options))
        {
            await AttachAsync(before, "policy: 1\nrules: [{ name: a, when: { model: dear }, deny: no }]", "organization", null);
        }

        await using var after = await StartAsync(_first, _second, options);
        (await StatusAsync(after, "dear"), await StatusAsync(after, "cheap")).ShouldBe((403, 200));
    }

    [Fact]
    public async Task Policy_WithErrors_IsRefusedWithLineColumnFieldAndFixAndNothingChanges()
    {
        await using var gateway = await StartAsync(_first, _second);
        using var admin = Limits.AdminClient.Of(gateway);
        var body = JsonSerializer.Serialize(new
        {
            scope = "organization",
            document = "policy: 1\nrules:\n  - name: a\n    route: { targets: [cheep] }\n    max_output_tokens: -5\n",
        });

        using var response = await admin.PostAsync("/api/admin/v1/policies", Limits.AdminClient.Json(body));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error");
        Text(error, "message").ShouldBe(
            "The policy has 2 problems; nothing was changed.\n"
            + "rules[0].max_output_tokens (line 5, column 24): '-5' is not a number from 1 to 2147483647.\n"
            + "rules[0].route.targets[0] (line 4, column 24): there is no model or alias 'cheep'. GET /v1/models lists the models; aliases are those of this "
            + "policy and of those above it.");
        gateway.Installation.PolicyDirectory.All.ShouldBeEmpty();
    }

    private static async Task<int> StatusAsync(TestGateway gateway, string model)
    {
        using var response = await gateway.ChatAsync(Ask(model));
        return (int)response.StatusCode;
    }

    private static async Task<string> ServeModeAsync(TestGateway gateway, string body)
    {
        using var response = await gateway.ChatAsync(body);
        return response.Headers.GetValues("x-nextmodel-serve-mode").Single();
    }

    private static async Task<JsonElement> ReceiptAsync(TestGateway gateway, string body)
    {
        using var response = await gateway.ChatAsync(body);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return (await SeenReceipt.OfAsync(gateway.Client, response.Headers.GetValues("x-request-id").Single())).Root;
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}

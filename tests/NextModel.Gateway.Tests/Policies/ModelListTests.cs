using System.Net;
using System.Text.Json;
using NextModel.Testing.Upstream;
using static NextModel.Gateway.Tests.Policies.PolicyGateway;

namespace NextModel.Gateway.Tests.Policies;

/// <summary><c>/v1/models</c> under policies: what is listed can be named, and what can never be served is not there.</summary>
public sealed class ModelListTests : IAsyncLifetime
{
    private FakeUpstream _first = null!;
    private FakeUpstream _second = null!;

    public async ValueTask InitializeAsync() => (_first, _second) = (await FakeUpstream.StartAsync(), await FakeUpstream.StartAsync());

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Fact]
    public async Task Models_OfAKeyUnderPolicies_AreItsAliasesAndWhatItMayUseAndEachCanBeAsked()
    {
        await using var gateway = await StartAsync(_first, _second);
        await AttachAsync(gateway, "policy: 1\nrules: [{ name: no echo, models: { deny: [echo] } }]", "organization", null);
        await AttachAsync(gateway, "policy: 1\naliases: { usual: cheap, loud: echo }\nrules: [{ name: eu, when: { model: dear }, sources: { allow: [fake] } }]");

        var listed = JsonDocument.Parse(await gateway.Client.GetStringAsync("/v1/models")).RootElement.GetProperty("data").EnumerateArray().ToList();

        listed.Where(m => m.GetProperty("id").GetString() != "sandbox-echo").Select(m => $"{m.GetProperty("id").GetString()} {m.GetProperty("owned_by").GetString()}").ShouldBe(
            ["usual policy", "cheap nextmodel", "dear nextmodel"]);
        foreach (var model in listed.Select(m => m.GetProperty("id").GetString()!))
        {
            using var asked = await gateway.ChatAsync(Ask(model));
            asked.StatusCode.ShouldBe(HttpStatusCode.OK, model);
            using var one = await gateway.Client.GetAsync("/v1/models/" + model);
            JsonDocument.Parse(await one.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString().ShouldBe(model);
        }

        foreach (var hidden in new[] { "echo", "loud", "nothing" })
        {
            using var refused = await gateway.Client.GetAsync("/v1/models/" + hidden);
            refused.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await refused.Content.ReadAsStringAsync()).ShouldContain($"There is no model '{hidden}'");
        }
    }

    [Fact]
    public async Task Models_OfAKeyWithoutPolicies_AreAllOfThem()
    {
        await using var gateway = await StartAsync(_first, _second);

        (await gateway.Client.GetStringAsync("/v1/models")).ShouldContain("\"echo\"");
    }
}

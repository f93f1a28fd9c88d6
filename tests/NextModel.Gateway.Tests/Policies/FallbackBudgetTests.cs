using System.Text.Json;
using NextModel.Gateway.Tests.Limits;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Policies;

/// <summary>Budgets that count one model each, over a route that falls back from one to the other.</summary>
public sealed class FallbackBudgetTests : IAsyncLifetime
{
    private FakeUpstream _first = null!;
    private FakeUpstream _second = null!;
    private TestGateway _gateway = null!;
    private HttpClient _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _first = await FakeUpstream.StartAsync();
        _second = await FakeUpstream.StartAsync();
        _gateway = await PolicyGateway.StartAsync(_first, _second);
        _admin = AdminClient.Of(_gateway);
        await PolicyGateway.AttachAsync(
            _gateway, "policy: 1\nrules: [{ name: thrift, route: { targets: [fake/dear, cheap] } }]");
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _gateway.DisposeAsync();
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Fact]
    public async Task Chat_FallsBackToAnotherModel_IsSettledInThatModelsBudgetAlone()
    {
        var (dear, cheap) = (await BudgetAsync("dear", 10), await BudgetAsync("cheap", 10));
        _first.Play(Behaviours.Always(ScriptedResponse.Json("{}", 500)));

        using var response = await _gateway.ChatAsync(PolicyGateway.Ask("dear"));

        response.Headers.GetValues("x-nextmodel-model").ShouldBe(["cheap"]);
        (await SettledAsync(dear)).ShouldBe((0m, 0m));
        var (settled, reserved) = await SettledAsync(cheap);
        settled.ShouldBe(decimal.Parse(response.Headers.GetValues("x-nextmodel-cost").Single(), System.Globalization.CultureInfo.InvariantCulture));
        settled.ShouldBeGreaterThan(0);
        reserved.ShouldBe(0);
    }

    [Fact]
    public async Task Chat_FallbackHasNoBudgetLeft_IsRefusedBeforeAnybodyIsAsked()
    {
        await BudgetAsync("cheap", 0);

        using var response = await _gateway.ChatAsync(PolicyGateway.Ask("dear"));

        ((int)response.StatusCode).ShouldBe(402);
        _first.Requests.ShouldBeEmpty();
    }

    private async Task<string> BudgetAsync(string model, int limit)
    {
        using var response = await _admin.PostAsync(
            "/api/admin/v1/budgets",
            AdminClient.Json($$"""{"scope":"project","scope_id":"default","model":"{{model}}","limit":{{limit}},"window":"month"}"""));
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(201, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("id").GetString()!;
    }

    private async Task<(decimal Settled, decimal Reserved)> SettledAsync(string budget)
    {
        var view = JsonDocument.Parse(await _admin.GetStringAsync("/api/admin/v1/budgets/" + budget)).RootElement;
        return (Amount("settled"), Amount("reserved"));

        decimal Amount(string name) => decimal.Parse(view.GetProperty(name).GetString()!, System.Globalization.CultureInfo.InvariantCulture);
    }
}

using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;

namespace NextModel.Browser.Tests.Views;

/// <summary>A gateway in which there is something of everything, an organization with nothing, and the operator signed in once for all pages.</summary>
public sealed class DashboardViewsFixture : PricedFixture, IAsyncLifetime
{
    private const string Document = """
        policy: 1
        aliases: { auto: [canary, echo] }
        rules:
          - name: no echo for support in production
            when: { workload: support, environment: production, input_tokens: { at_most: 2000 } }
            models: { deny: [echo] }
            max_output_tokens: 500
          - name: thrift
            when: { model: auto, budget_used: { at_least: 80%, window: month } }
            route: { strategy: cheapest, targets: [canary, echo] }
        """;

    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);
    private LastingPage _page = null!;

    /// <summary>The page that all views are opened in.</summary>
    public LastingPage Page => _page;

    /// <summary>The path of a view, its ids filled in.</summary>
    public string PathOf(PageView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return "/dashboard" + _ids.Aggregate(view.Path, (path, id) => path.Replace($"{{{id.Key}}}", id.Value, StringComparison.Ordinal));
    }

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        await FillAsync();
        _page = new LastingPage(OpenSignedInAsync);
    }

    private async Task<IPage> OpenSignedInAsync()
    {
        var page = await OpenAsync(1440);
        await page.GotoAsync("/sign-in");
        await page.Locator("details.more summary").ClickAsync();
        await page.Locator("#key").FillAsync(Gateway.Installation.Secrets.AdminKey);
        await page.Locator("#by-key button[type=submit]").ClickAsync();
        await page.WaitForURLAsync("**/dashboard");
        return page;
    }

    private async Task FillAsync()
    {
        // Enough for percentiles, half of them replays.
        for (var i = 0; i < 80; i++)
        {
            await SpendAsync($"question {i / 2 * 2}");
        }

        foreach (var receipt in JsonDocument.Parse(await Gateway.Client.GetStringAsync("/v1/receipts")).RootElement.GetProperty("data").EnumerateArray())
        {
            _ids[receipt.GetProperty("serve_mode").GetString() == "fresh" ? "receipt" : "replay"] = receipt.GetProperty("id").GetString()!;
        }

        _ids["month"] = DateTimeOffset.UtcNow.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        _ids["key"] = await MakeAsync("keys", new { project = "default", name = "ci", environment = "production", workload = "support" });
        _ids["long"] = await MakeAsync("keys", new { project = "default", name = LongName });
        _ids["revoked"] = await MakeAsync("keys", new { project = "default", name = "revoked" });
        await AdminAsync("DELETE", "keys/" + _ids["revoked"]);
        await AdminAsync("PUT", $"keys/{_ids["key"]}/limits", new { requests_per_minute = 600, concurrent = 20 });
        _ids["team"] = await MakeAsync("teams", new { name = "support" });
        await MakeAsync("projects", new { team = "support", name = LongName });
        _ids["archived"] = await MakeAsync("projects", new { team = "support", name = "archived" });
        await AdminAsync("DELETE", "projects/" + _ids["archived"]);
        _ids["project"] = (await AdminAsync("GET", "projects")).GetProperty("data").EnumerateArray().First(one => one.GetProperty("name").GetString() == "default").GetProperty("id").GetString()!;
        _ids["budget"] = await MakeAsync("budgets", new { scope = "organization", limit = "100", window = "month", time_zone = "Europe/London", name = "all of it" });
        _ids["small"] = await MakeAsync("budgets", new { scope = "project", scope_id = "default", limit = "0.00001", window = "day", hard = false, name = "small" });
        await SpendAsync("over the small budget");
        _ids["policy"] = await MakeAsync("policies", new { scope = "project", scope_id = "default", document = Document });
        await AdminAsync("PUT", "policies/" + _ids["policy"], new { document = Document + "\n# again" });
        _ids["member"] = await MakeAsync("members", new { email = "ada.with.a.long.address@engineering.example.com", role = "developer" });
        _ids["webhook"] = await MakeAsync("webhooks", new { name = "finance", url = "https://hooks.example.com/nextmodel/budgets/" + new string('a', 80) });
        _ids["credential"] = await MakeAsync("credentials", new { source = "fake", name = "own", secret = "sk-test-own-0000", save_anyway = true, enabled = false });
        var organization = (await AdminAsync("GET", "organizations")).GetProperty("data")[0].GetProperty("id").GetString()!;
        await AdminAsync("POST", $"credits/{organization}/transfers", new { kind = "top_up", amount = "25.50", external_id = "invoice-17" });
        _ids["reconciliation"] = await ReconcileAsync();
        await MakeAsync("organizations", new { name = "empty" });
    }

    private async Task<string> MakeAsync(string path, object body) => (await AdminAsync("POST", path, body)).GetProperty("id").GetString()!;

    private async Task<string> ReconcileAsync()
    {
        var day = DateTimeOffset.UtcNow.AddDays(-10).ToUnixTimeSeconds() / 86400 * 86400;
        var file = $$"""{"object":"page","data":[{"object":"bucket","start_time":{{day}},"end_time":{{day + 86400}},"results":[{"object":"organization.usage.completions.result","input_tokens":10,"output_tokens":5,"num_model_requests":1,"model":"gpt-x"}]}],"has_more":false}""";
        using var client = new HttpClient { BaseAddress = new Uri(Url) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Gateway.Installation.Secrets.AdminKey);
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(file));
        using var response = await client.PostAsync("/api/admin/v1/reconciliations?provider=openai&name=usage.json", content);
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonDocument.Parse(text).RootElement.GetProperty("id").GetString()!;
    }
}

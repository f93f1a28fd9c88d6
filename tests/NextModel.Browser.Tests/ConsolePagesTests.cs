using System.Text.Json;
using Microsoft.Playwright;

namespace NextModel.Browser.Tests;

/// <summary>Every page of the dashboard that something is done on: as it is, with long names, and as a refused form leaves it.</summary>
public sealed class ConsolePagesTests(PricedFixture browser) : IClassFixture<PricedFixture>
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

    [Theory]
    [InlineData("", 1440, "light")]
    [InlineData("", 1440, "dark")]
    [InlineData("zh", 390, "dark")]
    [InlineData("ms-MY", 390, "light")]
    public async Task EveryPage_IsAccessibleAndFits(string locale, int width, string scheme)
    {
        var pages = await PrepareAsync($"{locale}{width}{scheme}");
        var page = await browser.OpenAsync(width, scheme);
        await page.GotoAsync((locale.Length > 0 ? "/" + locale : "") + "/sign-in");
        await page.Locator("details.more summary").ClickAsync();
        await page.Locator("#key").FillAsync(browser.Gateway.Installation.Secrets.AdminKey);
        await page.Locator("#by-key button[type=submit]").ClickAsync();
        await page.WaitForURLAsync("**/dashboard");
        foreach (var (name, path) in pages)
        {
            await page.GotoAsync("/dashboard" + path);
            await CheckAsync(page, $"console-{name}-{locale}-{width}-{scheme}");
        }

        await RefusedAsync(page, "/api-keys/new", "new", locale, width, scheme);
        await RefusedAsync(page, "/budgets/new", "new", locale, width, scheme);
        await page.GotoAsync("/dashboard/policies/new");
        await page.Locator("[name=document]").FillAsync("policy: 1\nrules:\n  - name: a\n    when: { modle: x }\n    route: { targets: [no-such-model] }\n");
        await page.Locator("form.form .actions button").First.ClickAsync();
        await CheckAsync(page, $"console-policy-problems-{locale}-{width}-{scheme}");
        await page.Context.CloseAsync();
    }

    private static async Task RefusedAsync(IPage page, string path, string form, string locale, int width, string scheme)
    {
        await page.GotoAsync("/dashboard" + path);
        await page.Locator($"#{form} .actions button").First.ClickAsync();
        (await page.Locator($"#{form} [role=alert]").EvaluateAsync<bool>("alert => alert === document.activeElement")).ShouldBeTrue($"{path}: what is wrong has the focus");
        await CheckAsync(page, $"console-refused{path.Replace('/', '-')}-{locale}-{width}-{scheme}");
    }

    private async Task<IReadOnlyList<(string Name, string Path)>> PrepareAsync(string mark)
    {
        await browser.SpendAsync(mark);
        await browser.SpendAsync(mark);
        var key = Id(await browser.AdminAsync("POST", "keys", new { project = "default", name = "ci " + mark, environment = "production", workload = "support" }));
        await browser.AdminAsync("POST", "keys", new { project = "default", name = PricedFixture.LongName });
        await browser.AdminAsync("PUT", $"keys/{key}/limits", new { requests_per_minute = 600, concurrent = 20 });
        var project = (await browser.AdminAsync("GET", "projects")).GetProperty("data")[0].GetProperty("id").GetString()!;
        var budget = Id(await browser.AdminAsync("POST", "budgets", new { scope = "organization", limit = "100", window = "month", time_zone = "Europe/London", name = mark }));
        await browser.AdminAsync("POST", "budgets", new { scope = "project", scope_id = "default", limit = "0.00001", window = "day", hard = false, name = "small " + mark });
        var policy = Id(await browser.AdminAsync("POST", "policies", new { scope = "project", scope_id = "default", replace = true, document = Document }));
        var webhook = Id(await browser.AdminAsync("POST", "webhooks", new { name = "finance " + mark, url = "https://hooks.example.com/nextmodel/budgets/" + new string('a', 80) }));
        var credential = Id(await browser.AdminAsync("POST", "credentials", new { source = "fake", name = "own " + mark, secret = "sk-test-own-0000", save_anyway = true, enabled = false }));
        var organization = (await browser.AdminAsync("GET", "organizations")).GetProperty("data")[0].GetProperty("id").GetString()!;
        await browser.AdminAsync("POST", $"credits/{organization}/transfers", new { kind = "top_up", amount = "25.50", external_id = "invoice-" + mark });
        return
        [
            ("keys", "/api-keys"), ("key-new", "/api-keys/new"), ("key", "/api-keys/" + key), ("budgets", "/budgets"), ("budget-new", "/budgets/new"), ("budget", "/budgets/" + budget),
            ("policies", "/policies"), ("policy-new", "/policies/new"), ("policy", "/policies/" + policy), ("explain", "/policies/explain"), ("limits", "/limits"),
            ("project-limits", "/limits/" + project), ("credentials", "/credentials"), ("credential-new", "/credentials/new"), ("credential", "/credentials/" + credential),
            ("webhooks", "/webhooks"), ("webhook-new", "/webhooks/new"), ("webhook", "/webhooks/" + webhook), ("audit", "/audit"), ("key-revoke", $"/api-keys/{key}/revoke"), ("budget-delete", $"/budgets/{budget}/delete"), ("policy-delete", $"/policies/{policy}/delete"), ("project-archive", $"/projects/{project}/archive"),
            ("credential-delete", $"/credentials/{credential}/delete"), ("policy-version", $"/policies/{policy}?version=1"), ("audit-none", "/audit?action=nothing"), ("credits", "/credits"),
            ("sources", "/sources?source=fake"), ("settings", "/settings"), ("cache", "/settings/projects/" + project),
        ];
    }

    private static string Id(JsonElement made) => made.GetProperty("id").GetString()!;

    private static async Task CheckAsync(IPage page, string name)
    {
        await Screenshots.SaveAsync(page, name);
        (await Axe.FindAsync(page)).ShouldBeEmpty(name);
        (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0, $"{name} is wider than the window");
    }
}

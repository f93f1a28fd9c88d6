using System.Net.Http.Headers;
using System.Text;
using Microsoft.Playwright;

namespace NextModel.Browser.Tests;

/// <summary>What somebody comes to the dashboard to do, from the first click to the receipt that shows it.</summary>
public sealed class ConsoleJourneyTests(PricedFixture browser) : IClassFixture<PricedFixture>
{
    private const string Chat = """{"model":"MODEL","max_tokens":50,"messages":[{"role":"user","content":"journey"}]}""";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Key_IsMade_Called_AndSeenOnItsReceipt(bool hasScript)
    {
        var name = hasScript ? "with a script" : "without one";
        var page = await SignInAsync(hasScript);
        await page.GotoAsync("/dashboard");
        await page.GetByRole(AriaRole.Link, new() { Name = "Keys", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "New key" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create key" }).ClickAsync();
        var secret = (await page.Locator("#secret").InnerTextAsync()).Trim();
        (await page.Locator("#first-curl-code").TextContentAsync())!.ShouldContain("/chat/completions");

        (await CallAsync(secret, "sandbox-echo")).ShouldBe(200);
        if (hasScript)
        {
            // Loading the page again gets the key and makes no second one.
            await page.ReloadAsync();
            (await page.ContentAsync()).ShouldNotContain(secret);
        }

        await page.GotoAsync("/dashboard/api-keys");
        await page.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
        (await page.Locator(".answer").InnerTextAsync()).ShouldContain("last used");
        await page.GetByRole(AriaRole.Link, new() { Name = "Its receipts" }).ClickAsync();
        (await page.Locator("tbody tr").CountAsync()).ShouldBe(1);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Policy_IsWritten_Explained_AndSeenOnTheReceipt()
    {
        var page = await SignInAsync();
        var key = await browser.AdminAsync("POST", "keys", new { project = "default", name = "ruled" });
        await page.GotoAsync($"/dashboard/policies/new?scope=key:{key.GetProperty("id").GetString()}");
        await page.Locator("[name=document]").FillAsync("policy: 1\nrules:\n  - name: only canary\n    models: { alow: [canary] }\n");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create policy" }).ClickAsync();
        (await page.Locator(".problems li.bad").CountAsync()).ShouldBe(1, "the line with the mistake is marked");

        await page.Locator("[name=document]").FillAsync("policy: 1\nrules:\n  - name: only canary\n    models: { allow: [canary] }\n");
        await page.Locator("[name=key]").SelectOptionAsync(new SelectOptionValue { Value = key.GetProperty("id").GetString() });
        await page.Locator("[name=request]").FillAsync(Chat.Replace("MODEL", "echo", StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Button, new() { Name = "Explain" }).ClickAsync();
        (await page.Locator("#explanation .alert").InnerTextAsync()).ShouldContain("Refused");
        await page.Locator("[name=request]").FillAsync(Chat.Replace("MODEL", "canary", StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Button, new() { Name = "Explain" }).ClickAsync();
        (await page.Locator("#explanation .alert").InnerTextAsync()).ShouldContain("canary");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create policy" }).ClickAsync();
        (await page.GetByText("decides from now on").IsVisibleAsync()).ShouldBeTrue();

        var secret = key.GetProperty("raw_key").GetString()!;
        (await CallAsync(secret, "echo")).ShouldBe(403);
        (await CallAsync(secret, "canary")).ShouldBe(200);
        await page.GotoAsync("/dashboard/receipts?key=" + key.GetProperty("id").GetString());
        await page.Locator("tbody th a").First.ClickAsync();
        (await page.GetByText("only canary").First.IsVisibleAsync()).ShouldBeTrue("the receipt names the rule");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Budget_IsHit_AndThePageSaysWhy()
    {
        var page = await SignInAsync();
        var key = await browser.AdminAsync("POST", "keys", new { project = "default", name = "thrifty" });
        await page.GotoAsync($"/dashboard/budgets/new?scope=key:{key.GetProperty("id").GetString()}");
        await page.GetByLabel("Limit per window, USD").FillAsync("0.00003");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create budget" }).ClickAsync();
        (await page.GetByText("counts from now on").IsVisibleAsync()).ShouldBeTrue();
        (await CallAsync(key.GetProperty("raw_key").GetString()!, "canary", 2000)).ShouldBe(402);
        await page.ReloadAsync();
        (await page.Locator(".answer").InnerTextAsync()).ShouldContain("left of 0.00003 USD until");

        await page.GetByLabel("Limit per window, USD").FillAsync("0");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        (await page.Locator(".answer").InnerTextAsync()).ShouldContain("402 budget_exceeded");
        await page.Context.CloseAsync();
    }

    private async Task<IPage> SignInAsync(bool hasScript = true)
    {
        var page = await browser.OpenAsync(1440, hasScript: hasScript);
        await page.GotoAsync("/sign-in?link=" + browser.Gateway.Installation.SignInLinks.Make());
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in as the operator" }).ClickAsync();
        await page.WaitForURLAsync("**/dashboard");
        return page;
    }

    private async Task<int> CallAsync(string secret, string model, int tokens = 50)
    {
        using var client = new HttpClient { BaseAddress = new Uri(browser.Url) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        using var content = new StringContent(Chat.Replace("MODEL", model, StringComparison.Ordinal).Replace("50", tokens.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal), Encoding.UTF8, "application/json");
        using var response = await client.PostAsync("/v1/chat/completions", content);
        return (int)response.StatusCode;
    }
}

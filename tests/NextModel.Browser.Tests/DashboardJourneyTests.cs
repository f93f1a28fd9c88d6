using Microsoft.Playwright;

namespace NextModel.Browser.Tests;

public sealed class DashboardJourneyTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task Operator_SignsInByTheLink_SeesTheReceipt_AndSignsOut()
    {
        var page = await browser.OpenAsync(1440);
        await page.GotoAsync("/sign-in?link=" + browser.Gateway.Installation.SignInLinks.Make());
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in as the operator" }).ClickAsync();
        (await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).InnerTextAsync()).ShouldBe("Overview");

        (await browser.Gateway.ChatAsync("""{"model":"sandbox-echo","messages":[{"role":"user","content":"journey"}]}""")).EnsureSuccessStatusCode();
        await page.GetByRole(AriaRole.Link, new() { Name = "Receipts" }).ClickAsync();
        await page.Locator("table a.mono, table th a").First.ClickAsync();
        (await page.GetByText("Valid", new() { Exact = true }).IsVisibleAsync()).ShouldBeTrue();
        await page.GetByText("Show the receipt as JSON").ClickAsync();
        (await page.Locator("#receipt-json").InnerTextAsync()).ShouldContain("nextmodel.receipt/1");

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.GotoAsync("/dashboard");
        new Uri(page.Url).AbsolutePath.ShouldBe("/sign-in");
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData("", 1440, "light")]
    [InlineData("zh", 390, "dark")]
    [InlineData("ms-MY", 390, "light")]
    public async Task EveryPage_IsAccessibleAndFits(string locale, int width, string scheme)
    {
        (await browser.Gateway.ChatAsync("""{"model":"sandbox-echo","messages":[{"role":"user","content":"once"}]}""")).EnsureSuccessStatusCode();
        var page = await browser.OpenAsync(width, scheme);
        await page.GotoAsync((locale.Length > 0 ? "/" + locale : "") + "/sign-in");
        await CheckAsync(page, $"sign-in-{locale}-{width}-{scheme}");
        await page.Locator("details summary").ClickAsync();
        await page.Locator("#key").FillAsync(browser.Gateway.Installation.Secrets.AdminKey);
        await page.Locator("#by-key button[type=submit]").ClickAsync();
        await CheckAsync(page, $"dashboard-{locale}-{width}-{scheme}");
        await page.GotoAsync("/dashboard/receipts");
        await CheckAsync(page, $"dashboard-receipts-{locale}-{width}-{scheme}");
        await page.Locator("table th a").Last.ClickAsync();
        await CheckAsync(page, $"dashboard-receipt-{locale}-{width}-{scheme}");
        await page.GotoAsync("/dashboard/api-keys");
        await CheckAsync(page, $"dashboard-keys-{locale}-{width}-{scheme}");
        await page.GotoAsync("/dashboard/receipts?min=x&from=2026-02-31&source=nowhere");
        await CheckAsync(page, $"dashboard-receipts-refused-{locale}-{width}-{scheme}");
        await page.GotoAsync("/dashboard/playground");
        await CheckAsync(page, $"dashboard-playground-{locale}-{width}-{scheme}");
        await page.GotoAsync("/dashboard/time-zone");
        await CheckAsync(page, $"dashboard-zone-{locale}-{width}-{scheme}");
        await page.Context.CloseAsync();
    }

    private static async Task CheckAsync(IPage page, string name)
    {
        (await Axe.FindAsync(page)).ShouldBeEmpty(name);
        (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0, $"{name} is wider than the window");
        await Screenshots.SaveAsync(page, name);
    }
}

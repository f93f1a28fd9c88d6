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
}

using Microsoft.Playwright;
using NextModel.Browser.Tests.Views;

namespace NextModel.Browser.Tests;

/// <summary>Finding something from the top of any page, with a script and without one.</summary>
public sealed class SearchJourneyTests(DashboardViewsFixture browser) : IClassFixture<DashboardViewsFixture>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Receipt_ByItsId_OrItsRequests_IsOpened(bool hasScript)
    {
        var page = await browser.OpenAsync(1440, hasScript: hasScript);
        await page.GotoAsync("/sign-in?link=" + browser.Gateway.Installation.SignInLinks.Make());
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in as the operator" }).ClickAsync();
        await page.GotoAsync("/dashboard/receipts");
        var id = (await page.Locator("#receipt-rows th a").First.GetAttributeAsync("href"))!.Split('/')[^1].Split('?')[0];
        foreach (var asked in new[] { id, id.Replace("rcpt_", "req_", StringComparison.Ordinal) })
        {
            await page.Locator("[data-search]").FillAsync(asked);
            await page.GetByRole(AriaRole.Search).GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
            new Uri(page.Url).AbsolutePath.ShouldBe("/dashboard/receipts/" + id);
        }

        await page.Context.CloseAsync();
    }
}

using Microsoft.Playwright;

namespace NextModel.Browser.Tests;

public sealed class SiteJourneyTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task Reader_ComparesModels_AndChangesTheLanguageOnTheWay()
    {
        var page = await browser.OpenAsync(1440);
        await page.GotoAsync("/models?q=claude");
        await page.GetByLabel("Compare Claude Haiku 4.5").CheckAsync();
        await page.GetByLabel("Compare Claude Sonnet 4.5").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Compare", Exact = true }).ClickAsync();

        (await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).InnerTextAsync()).ShouldBe("Compare");
        await page.GetByLabel("Input tokens").FillAsync("2000");
        await page.GetByRole(AriaRole.Button, new() { Name = "Recalculate" }).ClickAsync();
        page.Url.ShouldContain("in=2000");
        (await page.GetByRole(AriaRole.Link, new() { Name = "Claude Haiku 4.5" }).CountAsync()).ShouldBe(1);

        await page.GetByRole(AriaRole.Link, new() { Name = "中文, CNY" }).ClickAsync();
        new Uri(page.Url).AbsolutePath.ShouldBe("/zh/compare");
        (await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).InnerTextAsync()).ShouldBe("对比");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Reader_CopiesTheBaseUrl()
    {
        var page = await browser.OpenAsync(1440);
        await page.GotoAsync("/");
        await page.Locator("[data-copy=base-url]").ClickAsync();

        (await page.EvaluateAsync<string>("() => navigator.clipboard.readText()")).ShouldEndWith("/v1");
        (await page.Locator("[data-copy=base-url]").InnerTextAsync()).ShouldBe("Copied");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Reader_ChoosesTheirLanguageOfTheExample_ByKeyboard()
    {
        var page = await browser.OpenAsync(1440);
        await page.GotoAsync("/models/claude-sonnet-4-5");
        await page.GetByRole(AriaRole.Tab, new() { Name = "Python" }).FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");

        (await page.GetByRole(AriaRole.Tab, new() { Name = "Node" }).GetAttributeAsync("aria-selected")).ShouldBe("true");
        (await page.Locator("#call-node-panel").IsVisibleAsync()).ShouldBeTrue();
        (await page.Locator("#call-python-panel").IsVisibleAsync()).ShouldBeFalse();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Theme_Chosen_StaysOnTheNextPage()
    {
        var page = await browser.OpenAsync(1440);
        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Button, new() { Name = "Light or dark" }).ClickAsync();
        await page.GotoAsync("/pricing");

        (await page.EvaluateAsync<string>("() => document.documentElement.dataset.theme")).ShouldBe("dark");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task WithoutScript_EverythingCanBeReadAndAsked()
    {
        var page = await browser.OpenAsync(1440, hasScript: false);
        await page.GotoAsync("/pricing");
        await page.GetByLabel("Model").FillAsync("gpt-4o-mini");
        await page.GetByRole(AriaRole.Button, new() { Name = "Estimate" }).ClickAsync();

        page.Url.ShouldContain("model=gpt-4o-mini");
        (await page.Locator("table.sum tr.total").InnerTextAsync()).ShouldContain("$0.75");
        await page.GotoAsync("/models/claude-sonnet-4-5");
        (await page.GetByText("client.chat.completions.create").First.IsVisibleAsync()).ShouldBeTrue();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Phone_MenuOpens_AndLeadsOn()
    {
        var page = await browser.OpenAsync(390);
        await page.GotoAsync("/ms-MY");
        await page.GetByRole(AriaRole.Button, new() { Name = "Menu" }).ClickAsync();
        await page.Locator("#site-nav").GetByRole(AriaRole.Link, new() { Name = "Harga" }).ClickAsync();

        new Uri(page.Url).AbsolutePath.ShouldBe("/ms-MY/pricing");
        await page.Context.CloseAsync();
    }
}

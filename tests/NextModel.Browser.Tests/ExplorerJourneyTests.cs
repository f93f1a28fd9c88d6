using Microsoft.Playwright;

namespace NextModel.Browser.Tests;

public sealed class ExplorerJourneyTests(LedgerBrowserFixture browser) : IClassFixture<LedgerBrowserFixture>
{
    private static readonly LocatorAssertionsToBeVisibleOptions Patiently = new() { Timeout = 60_000 };

    [Fact]
    public async Task Reader_SeesTimesOfTheirOwnZone_UntilTheyChooseAnother()
    {
        await AskAsync("zone");
        var page = await browser.OpenAsync(1440, zone: "Asia/Kuala_Lumpur");
        await SignInAsync(page);
        await page.GotoAsync("/dashboard/receipts");
        (await page.GetByText("by the clocks of Asia/Kuala_Lumpur").IsVisibleAsync()).ShouldBeTrue();

        await page.GetByRole(AriaRole.Link, new() { Name = "Asia/Kuala_Lumpur: change the time zone" }).ClickAsync();
        await page.GetByLabel("Time zone", new() { Exact = true }).SelectOptionAsync("Pacific/Auckland");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        new Uri(page.Url).AbsolutePath.ShouldBe("/dashboard/receipts");
        (await page.GetByText("by the clocks of Pacific/Auckland").IsVisibleAsync()).ShouldBeTrue();
        await page.ReloadAsync();
        (await page.GetByText("by the clocks of Pacific/Auckland").IsVisibleAsync()).ShouldBeTrue();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Reader_ChangesTheLanguageOnTheWay_AndGoesOn()
    {
        var receipt = await AskAsync("language");
        var page = await browser.OpenAsync(390);
        await SignInAsync(page);
        await page.GotoAsync("/dashboard/receipts?workload=language");
        await page.GetByRole(AriaRole.Button, new() { Name = "Menu" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "English: change the language" }).ClickAsync();
        await page.GetByLabel("Language", new() { Exact = true }).SelectOptionAsync("zh");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        new Uri(page.Url).PathAndQuery.ShouldBe("/dashboard/receipts?workload=language", "the view is the same");
        (await page.Locator("html").GetAttributeAsync("lang")).ShouldBe("zh-CN");
        (await page.Locator("h1").InnerTextAsync()).ShouldBe("收据");
        await page.Locator($"#receipt-rows a[href*='{receipt}']").ClickAsync();
        (await page.Locator("html").GetAttributeAsync("lang")).ShouldBe("zh-CN");
        (await page.GetByText(receipt).First.IsVisibleAsync()).ShouldBeTrue();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Reader_FollowsReceiptsAsTheyCome()
    {
        await AskAsync("before");
        var page = await browser.OpenAsync(1440);
        await SignInAsync(page);
        await page.GotoAsync("/dashboard/receipts?workload=followed");
        await page.GotoAsync("/dashboard/receipts");
        await page.GetByRole(AriaRole.Button, new() { Name = "Follow live" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Following: new receipts appear on top.")).ToBeVisibleAsync(Patiently);

        var receipt = await AskAsync("followed");

        var row = page.Locator($"#receipt-rows a[href*='{receipt}']");
        await Assertions.Expect(row).ToBeVisibleAsync(Patiently);
        (await page.Locator("#receipt-rows tr").First.InnerHTMLAsync()).ShouldContain(receipt);
        await row.ClickAsync();
        (await page.GetByText(receipt).First.IsVisibleAsync()).ShouldBeTrue();
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Developer_ComparesModels_AndOpensAReceipt(bool hasScript)
    {
        var page = await browser.OpenAsync(1440, hasScript: hasScript);
        await SignInAsync(page);
        await page.GotoAsync("/dashboard/playground?models=canary,sandbox-echo");
        await page.GetByLabel("User").FillAsync("<b>Hello</b> from the playground");
        await page.GetByRole(AriaRole.Button, new() { Name = "Estimate" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Nothing is sent yet.")).ToBeVisibleAsync(Patiently);

        await page.GetByRole(AriaRole.Button, new() { Name = "Send to all" }).ClickAsync();

        var receipts = page.Locator("#answers").GetByRole(AriaRole.Link, new() { Name = "Receipt" });
        await Assertions.Expect(receipts).ToHaveCountAsync(2, new() { Timeout = 60_000 });
        await Assertions.Expect(receipts.Last).ToBeVisibleAsync(Patiently);
        var text = await page.Locator("#answers blockquote").Last.InnerTextAsync();
        text.ShouldContain("<b>Hello</b>", customMessage: "what a model writes is text");
        (await page.Locator("#answers b").CountAsync()).ShouldBe(0);
        if (hasScript)
        {
            (await Axe.FindAsync(page)).ShouldBeEmpty();
        }

        await Screenshots.SaveAsync(page, $"playground-answers-1440-{(hasScript ? "script" : "plain")}");
        await receipts.First.ClickAsync();
        (await page.GetByText("Valid", new() { Exact = true }).IsVisibleAsync()).ShouldBeTrue();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Chart_IsReadDayByDay_ByKeyboard()
    {
        await AskAsync("chart");
        var page = await browser.OpenAsync(1440);
        await SignInAsync(page);
        await page.GotoAsync("/dashboard?period=7d");
        await page.Locator("[data-plot] canvas").WaitForAsync();
        await page.Locator("[data-plot]").FocusAsync();
        await page.Keyboard.PressAsync("ArrowLeft");

        (await page.Locator("[data-plot] + p").First.InnerTextAsync()).ShouldNotBeEmpty();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Receipt_OnPaper_IsTheReceiptAlone()
    {
        var receipt = await AskAsync("paper");
        var page = await browser.OpenAsync(794, "dark");
        await SignInAsync(page);
        await page.GotoAsync("/dashboard/receipts/" + receipt);
        await page.EmulateMediaAsync(new() { Media = Media.Print });

        (await page.Locator(".slip").IsVisibleAsync()).ShouldBeTrue();
        foreach (var chrome in new[] { "#rail", ".topbar", "button" })
        {
            (await page.Locator(chrome).First.IsVisibleAsync()).ShouldBeFalse(chrome);
        }

        (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0, "it is cut off on the right");
        (await page.EvaluateAsync<string>("() => getComputedStyle(document.documentElement).colorScheme")).ShouldBe("light");
        await Screenshots.SaveAsync(page, "ledger-receipt-print");
        await page.Context.CloseAsync();
    }

    private async Task<string> AskAsync(string workload, string text = "journey")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions");
        request.Content = new StringContent($$$"""{"model":"echo","messages":[{"role":"user","content":"{{{text}}}"}]}""", System.Text.Encoding.UTF8, "application/json");
        request.Headers.Add("x-nextmodel-workload", workload);
        using var answer = await browser.Gateway.Client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return answer.Headers.GetValues("x-nextmodel-receipt-url").Single().Split('/')[^1];
    }

    private async Task SignInAsync(IPage page)
    {
        await page.GotoAsync("/sign-in?link=" + browser.Gateway.Installation.SignInLinks.Make());
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in as the operator" }).ClickAsync();
        await page.WaitForURLAsync("**/dashboard");
    }
}

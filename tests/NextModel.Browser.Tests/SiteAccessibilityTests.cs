using Microsoft.Playwright;

namespace NextModel.Browser.Tests;

public sealed class SiteAccessibilityTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private static readonly string[] Pages =
    [
        "/", "/models", "/models?page=2", "/models?q=nothing-like-it&max=x", "/models/claude-sonnet-4-5", "/models/deepseek-flash", "/compare", "/pricing",
        "/pricing?model=nothing-like-it", "/docs/quickstart", "/docs/budgets", "/docs/cli", "/tools/receipt-verifier", "/zh/tools/receipt-verifier", "/benchmarks/cache-safety", "/ms-MY/benchmarks/cache-safety", "/zh/benchmarks/cache-safety", "/legal/terms", "/nothing-here", "/en-GB", "/ms-MY", "/ms-MY/models", "/zh", "/zh/compare",
        "/zh/docs/exact-cache", "/zh/docs/cli",
    ];

    public static TheoryData<string, int, string> Views()
    {
        var views = new TheoryData<string, int, string>();
        foreach (var page in Pages)
        {
            views.Add(page, 1440, "light");
            views.Add(page, 390, "dark");
        }

        views.Add("/", 390, "light");
        views.Add("/models", 1440, "dark");
        views.Add("/benchmarks/cache-safety", 390, "light");
        views.Add("/benchmarks/cache-safety", 1440, "dark");
        return views;
    }

    [Theory]
    [MemberData(nameof(Views))]
    public async Task Page_EveryWidthAndTheme_IsAccessibleAndFits(string path, int width, string scheme)
    {
        var page = await browser.OpenAsync(width, scheme);
        var errors = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.Contains("404", StringComparison.Ordinal))
            {
                errors.Add(message.Text);
            }
        };
        page.PageError += (_, error) => errors.Add(error);

        await page.GotoAsync(path, new PageGotoOptions { WaitUntil = WaitUntilState.Load });
        await page.EvaluateAsync("() => document.fonts.ready.then(() => true)");

        (await Axe.FindAsync(page)).ShouldBeEmpty();
        (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0, "the page is wider than the window");
        errors.ShouldBeEmpty();
        await Screenshots.SaveAsync(page, $"{path}-{width}-{scheme}");
        await page.Context.CloseAsync();
    }
}

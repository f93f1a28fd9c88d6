using Microsoft.Playwright;

namespace NextModel.Browser.Tests.Views;

/// <summary>Every page of the public site, in every language, is accessible and fits, and says nothing to the console.</summary>
public sealed class PublicViewsTests(PublicViewsFixture browser) : IClassFixture<PublicViewsFixture>
{
    public static TheoryData<string> Names => new(PublicViews.All.Select(view => view.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task View_EveryWidthAndTheme_IsAccessibleAndFits(string name)
    {
        var (view, page) = (PublicViews.All.First(one => one.Name == name), browser.Page);
        var errors = new List<string>();
        EventHandler<IConsoleMessage> said = (_, message) =>
        {
            if (message.Type == "error" && !message.Text.Contains("404", StringComparison.Ordinal))
            {
                errors.Add(message.Text);
            }
        };
        EventHandler<string> failed = (_, error) => errors.Add(error);
        page.Console += said;
        page.PageError += failed;
        await page.SetViewportSizeAsync(1440, 900);
        await page.GotoAsync(view.Path);
        await PageAudit.RunAsync(page, view.Name, view.IsPictured);
        page.Console -= said;
        page.PageError -= failed;
        errors.ShouldBeEmpty();
    }

    [Fact]
    [Trait("tier", "nightly")]
    public async Task EveryView_AtTheWidest_IsAccessible()
    {
        var (page, wrong) = (browser.Page, new List<string>());
        foreach (var view in PublicViews.All)
        {
            await page.GotoAsync(view.Path);
            wrong.AddRange((await PageAudit.CheckWidestAsync(page)).Select(found => $"{view.Name}: {found}"));
        }

        wrong.ShouldBeEmpty();
    }
}

using NextModel.Web.Localization;

namespace NextModel.Browser.Tests.Views;

/// <summary>Every page of the public site, in every language, is accessible and fits, and says nothing to the console.</summary>
public sealed class PublicViewsTests(PublicViewsFixture browser) : IClassFixture<PublicViewsFixture>
{
    public static TheoryData<string> Names => new(PublicViews.All.Select(view => view.Name));

    public static TheoryData<string> Languages => new(Locale.All.Select(locale => locale.Prefix));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task View_EveryWidthAndTheme_IsAccessibleAndFits(string name)
    {
        var view = PublicViews.All.First(one => one.Name == name);
        await browser.Page.LookAsync(
            async page =>
            {
                await page.GotoAsync(view.Path);
                await PageAudit.RunAsync(page, view.Name, view.IsPictured);
            },
            hearsConsole: true);
    }

    // Every column is in sight on a desktop; on a phone each model is a block.
    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Models_OnADesktop_ShowEveryColumn(string prefix)
    {
        var page = await browser.Page.TakeAsync();
        foreach (var (query, width) in new[] { ("", 1440), ("?currency=list", 1440), ("", 390) })
        {
            await page.SetViewportSizeAsync(width, 900);
            await page.GotoAsync(prefix + "/models" + query);
            await page.EvaluateAsync("() => document.fonts.ready");
            (await page.Locator(".table-wrap").EvaluateAsync<int>("table => table.scrollWidth - table.clientWidth")).ShouldBe(0, $"{prefix}{query} at {width}: so many px are out of sight");
        }
    }

    // Columns are as wide as what they hold: beside the lists of pages and headings too.
    [Fact]
    public async Task Documents_OnADesktop_HaveTablesThatNeedNoScrolling()
    {
        var (page, wrong) = (await browser.Page.TakeAsync(), new List<string>());
        foreach (var slug in new[] { "errors", "configuration", "admin-api", "dialects", "budgets", "self-hosting", "sign-in", "dashboard" })
        {
            await page.GotoAsync("/docs/" + slug);
            await page.EvaluateAsync("() => document.fonts.ready");
            var over = await page.EvaluateAsync<int>("() => Math.max(0, ...[...document.querySelectorAll('.table-wrap')].map(table => table.scrollWidth - table.clientWidth))");
            wrong.AddRange(over > 0 ? [$"{slug}: {over} px are out of sight"] : Array.Empty<string>());
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    [Trait("tier", "nightly")]
    public async Task EveryView_AtTheWidest_IsAccessible()
    {
        var (page, wrong) = (await browser.Page.TakeAsync(), new List<string>());
        foreach (var view in PublicViews.All)
        {
            await page.GotoAsync(view.Path);
            wrong.AddRange((await PageAudit.CheckWidestAsync(page)).Select(found => $"{view.Name}: {found}"));
        }

        wrong.ShouldBeEmpty();
    }
}

using Microsoft.Playwright;
using NextModel.Web.Localization;

namespace NextModel.Browser.Tests.Views;

/// <summary>Every page of the dashboard in every kind of state is accessible, and fits.</summary>
public sealed class DashboardViewsTests(DashboardViewsFixture browser) : IClassFixture<DashboardViewsFixture>
{
    public static TheoryData<string> Names => new(DashboardViews.All.Select(view => view.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task View_EveryWidthAndTheme_IsAccessibleAndFits(string name)
    {
        var view = DashboardViews.All.Single(one => one.Name == name);
        await browser.Page.LookAsync(
            async page =>
            {
                await page.Context.ClearCookiesAsync(new() { Name = "nm_language" });
                await OpenAsync(page, browser.PathOf(view), view.IsSandboxed);
                if (view.Sent is { } form)
                {
                    await SendAsync(page, form, view.Typed);
                }

                await PageAudit.RunAsync(page, "dashboard-" + name, view.IsPictured);
                if (view.Sent is null)
                {
                    await InOtherLanguagesAsync(page, browser.PathOf(view), name, view.IsSandboxed);
                }
            },
            hearsConsole: false);
    }

    [Fact]
    [Trait("tier", "nightly")]
    public async Task EveryView_AtTheWidest_IsAccessible()
    {
        var (page, wrong) = (await browser.Page.TakeAsync(), new List<string>());
        foreach (var view in DashboardViews.All.Where(view => view.Sent is null))
        {
            await OpenAsync(page, browser.PathOf(view), view.IsSandboxed);
            wrong.AddRange((await PageAudit.CheckWidestAsync(page)).Select(found => $"{view.Name}: {found}"));
        }

        wrong.ShouldBeEmpty();
    }

    // Words are longer in one, and wider in the other; nothing else differs.
    private async Task InOtherLanguagesAsync(IPage page, string path, string name, bool isSandboxed)
    {
        foreach (var language in Locale.All.Where(locale => locale != Locale.English && locale != Locale.British).Select(locale => locale.Id))
        {
            await page.Context.AddCookiesAsync([new Cookie { Name = "nm_language", Value = language, Url = browser.Url + "/dashboard" }]);
            await OpenAsync(page, path, isSandboxed);
            (await PageAudit.MeasureAsync(page)).ShouldBeEmpty($"{name}, {language}");
        }
    }

    private static async Task OpenAsync(IPage page, string path, bool isSandboxed)
    {
        if (!isSandboxed)
        {
            await page.GotoAsync(path);
            return;
        }

        var text = await (await page.Context.APIRequest.GetAsync(path)).TextAsync();
        await page.GotoAsync("about:blank");
        await page.SetContentAsync(text);
    }

    private static async Task SendAsync(IPage page, string form, IReadOnlyList<string> typed)
    {
        foreach (var one in typed)
        {
            // A field that is behind a closed part, or that nobody sees, is filled in all the same.
            await page.Locator($"#{form} [name='{one.Split('=')[0]}']").EvaluateAsync("(field, value) => { field.value = value; }", one[(one.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        }

        await page.EvaluateAsync("() => { for (const part of document.querySelectorAll('details')) part.open = true; }");
        await page.Locator($"#{form} button[type=submit]").First.ClickAsync();
        await page.WaitForLoadStateAsync(LoadState.Load);
    }
}

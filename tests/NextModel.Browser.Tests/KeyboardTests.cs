using System.Text.Json;
using Microsoft.Playwright;
using NextModel.Browser.Tests.Views;

namespace NextModel.Browser.Tests;

/// <summary>Everything is reached and done without a mouse: order, visible focus, shortcuts, and that those can be switched off.</summary>
public sealed class KeyboardTests(DashboardViewsFixture browser) : IClassFixture<DashboardViewsFixture>
{
    private const int MostStops = 250;

    [Fact]
    public async Task Shortcuts_LeadToPages_AndAreIgnoredWhileSomethingIsTyped()
    {
        var page = await OpenAsync("/dashboard");
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("k");
        await page.WaitForURLAsync("**/dashboard/api-keys*");
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("b");
        await page.WaitForURLAsync("**/dashboard/budgets*");

        await page.Keyboard.PressAsync("/");
        (await IsFocusedAsync(page, "[data-search]")).ShouldBeTrue();
        await page.Keyboard.TypeAsync("g o ? / canary");
        (await page.Locator("[data-search]").InputValueAsync()).ShouldBe("g o ? / canary");
        await page.Locator("[data-search]").FillAsync("canary");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/dashboard/search?*");
        (await page.Locator("main a", new() { HasText = "canary" }).First.IsVisibleAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task Help_IsOpenedAndClosedByKeys_AndSwitchesThemOff()
    {
        var page = await OpenAsync("/dashboard");
        await page.Keyboard.PressAsync("?");
        (await page.GetByRole(AriaRole.Dialog, new() { Name = "Keyboard" }).IsVisibleAsync()).ShouldBeTrue();
        (await Axe.FindAsync(page)).ShouldBeEmpty();
        await page.Keyboard.PressAsync("Escape");
        (await page.Locator("#keys").IsVisibleAsync()).ShouldBeFalse();

        await page.GetByRole(AriaRole.Button, new() { Name = "Keyboard" }).ClickAsync();
        await page.GetByLabel("Keys of a single character are on").UncheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        (await IsFocusedAsync(page, "[data-keys]")).ShouldBeTrue("the focus is back where it was");
        await page.ReloadAsync();
        foreach (var key in new[] { "?", "/", "g", "k" })
        {
            await page.Keyboard.PressAsync(key);
        }

        (await page.Locator("#keys").IsVisibleAsync()).ShouldBeFalse();
        (await IsFocusedAsync(page, "[data-search]")).ShouldBeFalse();
        new Uri(page.Url).AbsolutePath.ShouldBe("/dashboard");
        await page.EvaluateAsync("() => localStorage.clear()");
    }

    [Fact]
    public async Task Help_NamesEveryKeyThatLeadsSomewhere()
    {
        var page = await OpenAsync("/dashboard");
        var letters = await page.Locator("[data-go]").EvaluateAllAsync<string[]>("links => links.map(link => link.dataset.go)");
        letters.Length.ShouldBeGreaterThan(7);
        letters.Distinct().Count().ShouldBe(letters.Length);
        (await page.Locator("#keys dt").AllTextContentsAsync()).Where(keys => keys.Length == 2 && keys[0] == 'g').Select(keys => keys[1..]).Order()
            .ShouldBe(letters.Order());
    }

    [Fact]
    public async Task Rows_AreGoneAlong_Opened_AndReturnedTo()
    {
        var page = await OpenAsync("/dashboard/receipts");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("k");
        var row = await page.EvaluateAsync<string>("() => document.activeElement.getAttribute('href')");
        row.ShouldBe(await page.Locator("#receipt-rows tr").Nth(1).Locator("a").First.GetAttributeAsync("href"));

        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/dashboard/receipts/rcpt_*");
        await page.Keyboard.PressAsync("Escape");
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/dashboard/receipts");
        await page.WaitForFunctionAsync("row => document.activeElement?.getAttribute('href') === row", row);
    }

    [Fact]
    public async Task Escape_OnAFormThatWasTypedInto_LeavesNothingBehind()
    {
        var page = await OpenAsync("/dashboard/api-keys/new");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("half a name");
        await page.Locator("h1").ClickAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.EvaluateAsync("() => new Promise(painted => requestAnimationFrame(() => requestAnimationFrame(painted)))");

        new Uri(page.Url).AbsolutePath.ShouldBe("/dashboard/api-keys/new");
        (await page.GetByLabel("Name", new() { Exact = true }).InputValueAsync()).ShouldBe("half a name");
    }

    [Theory]
    [InlineData("/dashboard/receipts?period=7d", "30 days")]
    [InlineData("/models", "Input")]
    public async Task SamePage_AskedForOtherwise_IsShownAtTheSamePlace_WithItsControlInFocus(string path, string link)
    {
        var page = await OpenAsync(path);
        await page.EvaluateAsync("() => scrollTo(0, 60)");
        var control = page.Locator("main :is(.segmented, thead) a", new() { HasText = link }).First;
        await control.FocusAsync();
        await page.EvaluateAsync("() => scrollTo(0, 60)");
        await control.PressAsync("Enter");
        await page.WaitForURLAsync(url => !url.EndsWith(path, StringComparison.Ordinal));
        await page.WaitForLoadStateAsync();

        (await page.EvaluateAsync<string>("() => document.activeElement.textContent.trim()")).ShouldContain(link);
        (await page.EvaluateAsync<double>("() => scrollY")).ShouldBe(60, 1);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/models")]
    [InlineData("/docs/quickstart")]
    [InlineData("/dashboard")]
    public async Task SkipLink_IsTheFirstStop_AndLeadsToTheContent(string path)
    {
        var page = await OpenAsync(path);
        await page.Keyboard.PressAsync("Tab");
        (await IsFocusedAsync(page, "a.skip")).ShouldBeTrue();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        (await page.EvaluateAsync<bool>("() => document.querySelector('main').contains(document.activeElement)")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("/", 1440)]
    [InlineData("/models", 1440)]
    [InlineData("/models", 390)]
    [InlineData("/compare", 390)]
    [InlineData("/pricing", 1440)]
    [InlineData("/docs/quickstart", 1440)]
    [InlineData("/tools/receipt-verifier", 390)]
    [InlineData("/benchmarks/cache-safety", 1440)]
    [InlineData("/dashboard", 1440)]
    [InlineData("/dashboard/receipts", 390)]
    [InlineData("/dashboard/policies/new", 1440)]
    [InlineData("/dashboard/playground", 390)]
    [InlineData("/dashboard/settings", 1440)]
    public async Task Focus_IsSeenAtEveryStop_AndNeverHidden(string path, int width)
    {
        var page = await OpenAsync(path, width);
        var wrong = new List<string>();
        var stops = 0;
        for (; stops < MostStops; stops++)
        {
            await page.Keyboard.PressAsync("Tab");
            var found = await page.EvaluateAsync<JsonElement>(
                """
                () => {
                  const stop = document.activeElement;
                  if (!stop || stop === document.body) return null;
                  const box = stop.getBoundingClientRect();
                  const isRinged = element => { const style = getComputedStyle(element); return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2; };
                  // A choice of a segmented control has its ring around the label.
                  const ringed = isRinged(stop) || (stop.closest("label") && isRinged(stop.closest("label")));
                  const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)], [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
                  const points = [[(left + right) / 2, (top + bottom) / 2], [left + 2, top + 2], [right - 2, bottom - 2]];
                  const seen = right > left && bottom > top && points.some(([x, y]) => {
                    const there = document.elementFromPoint(x, y);
                    return there && (stop.contains(there) || there.contains(stop) || there.closest("label")?.contains(stop));
                  });
                  const again = stop.dataset.stopped === "yes";
                  stop.dataset.stopped = "yes";
                  return { what: stop.outerHTML.slice(0, 120), ringed: Boolean(ringed), seen, again };
                }
                """);
            if (found.ValueKind == JsonValueKind.Null || found.GetProperty("again").GetBoolean())
            {
                break;
            }

            if (!found.GetProperty("ringed").GetBoolean())
            {
                wrong.Add($"no ring: {found.GetProperty("what").GetString()}");
            }

            if (!found.GetProperty("seen").GetBoolean())
            {
                wrong.Add($"hidden: {found.GetProperty("what").GetString()}");
            }
        }

        wrong.ShouldBeEmpty();
        stops.ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task Phone_MenuIsOpenedAndClosedByKeys()
    {
        var page = await OpenAsync("/dashboard", 390);
        await page.GetByRole(AriaRole.Button, new() { Name = "Menu" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        (await page.Locator("#rail").IsVisibleAsync()).ShouldBeTrue();
        await page.Keyboard.PressAsync("Escape");
        (await page.Locator("#rail").IsVisibleAsync()).ShouldBeFalse();
        new Uri(page.Url).AbsolutePath.ShouldBe("/dashboard");
        (await IsFocusedAsync(page, ".topbar .menu-btn")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("/dashboard/api-keys/new", "new")]
    [InlineData("/dashboard/budgets/new", "new")]
    [InlineData("/dashboard/webhooks/new", "new")]
    public async Task RefusedForm_WhatIsWrong_HasTheFocus(string path, string form)
    {
        var page = await OpenAsync(path);
        await page.Locator($"#{form} .actions button").First.ClickAsync();
        (await page.Locator($"#{form} [role=alert]").EvaluateAsync<bool>("alert => alert === document.activeElement")).ShouldBeTrue();
        await page.Keyboard.PressAsync("Tab");
        (await page.EvaluateAsync<bool>("() => document.activeElement.closest('[role=alert]') !== null")).ShouldBeTrue("the way to the field comes next");
    }

    // The same browser throughout: it is signed in.
    private async Task<IPage> OpenAsync(string path, int width = 1440)
    {
        var page = await browser.Page.TakeAsync();
        await page.SetViewportSizeAsync(width, 900);
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        await page.GotoAsync(path);
        return page;
    }

    private static Task<bool> IsFocusedAsync(IPage page, string selector) =>
        page.EvaluateAsync<bool>("selector => document.activeElement?.matches(selector) ?? false", selector);
}

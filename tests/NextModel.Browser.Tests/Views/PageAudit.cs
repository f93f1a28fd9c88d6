using System.Text.Json;
using Microsoft.Playwright;

namespace NextModel.Browser.Tests.Views;

/// <summary>
/// What holds for every page, whatever it shows: no violation of any rule of axe-core on a phone and on a desktop, and none of those about colours in the dark either;
/// nothing wider than the window, no line too long to be read and no figure that wraps, up to 2560 px. One load of the page serves all of it: themes and widths are
/// changed under it. Every rule at 2560 px, light and dark, is looked at by night, as it takes as long again.
/// </summary>
internal static class PageAudit
{
    private static readonly int[] Widths = [390, 1440, 2560];

    private static readonly ColorScheme[] Schemes = [ColorScheme.Light, ColorScheme.Dark];

    // Letters that a line may have: WCAG names 80, of which narrow ones make more.
    private const int MostLetters = 110;

    /// <summary>Everything, of a page that has loaded; fails the test with all that is wrong.</summary>
    public static async Task RunAsync(IPage page, string name, bool isPictured = false)
    {
        var wrong = new List<string>();
        foreach (var width in Widths[..2])
        {
            wrong.AddRange(await CheckAsync(page, width, Axe.ColorRules, isPictured ? name : null));
        }

        wrong.AddRange(await MeasureAsync(page));
        if (isPictured)
        {
            await Screenshots.SaveAsync(page, $"{name}-2560-light");
        }

        wrong.ShouldBeEmpty(name);
    }

    /// <summary>Every rule of axe-core at the widest, light and dark.</summary>
    public static Task<IReadOnlyList<string>> CheckWidestAsync(IPage page) => CheckAsync(page, Widths[^1]);

    /// <summary>Only how wide it is, at every width, ending at the widest.</summary>
    public static async Task<IReadOnlyList<string>> MeasureAsync(IPage page)
    {
        var wrong = new List<string>();
        foreach (var width in Widths)
        {
            await LookAsync(page, width, ColorScheme.Light);
            var found = await page.EvaluateAsync<JsonElement>(
                """
                most => {
                  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
                  const long = [...document.querySelectorAll(":is(main, footer) :is(p, li, dd, summary)")].filter(block => {
                    const style = getComputedStyle(block);
                    const inner = [...block.children].some(child => !getComputedStyle(child).display.startsWith("inline"));
                    const height = block.getBoundingClientRect().height - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom);
                    const lines = Math.round(height / parseFloat(style.lineHeight));
                    return !inner && lines > 0 && !block.closest("pre, .vh, .table-wrap") && /\s/.test(block.innerText.trim()) && block.innerText.trim().length / lines > most;
                  });
                  const jumping = [...document.querySelectorAll("main .num")].filter(cell => {
                    const style = getComputedStyle(cell);
                    // Beside each other, models have words under their figures.
                    return !style.fontVariantNumeric.includes("tabular-nums") || (style.whiteSpace !== "nowrap" && !cell.closest(".compare"));
                  });
                  return { jumping: jumping.map(cell => cell.outerHTML.slice(0, 80)), wide, long: long.map(block => block.innerText.slice(0, 80)) };
                }
                """,
                MostLetters);
            if (found.GetProperty("wide").GetInt32() is var over and not 0)
            {
                wrong.Add($"{width}: it is {over} px wider than the window");
            }

            wrong.AddRange(found.GetProperty("long").EnumerateArray().Select(line => $"{width}: more than {MostLetters} letters on a line: {line.GetString()}"));
            wrong.AddRange(found.GetProperty("jumping").EnumerateArray().Select(cell => $"{width}: a figure that wraps or jumps: {cell.GetString()}"));
        }

        return wrong;
    }

    private static async Task<IReadOnlyList<string>> CheckAsync(IPage page, int width, IReadOnlyList<string>? inTheDark = null, string? picture = null)
    {
        var wrong = new List<string>();
        foreach (var scheme in Schemes)
        {
            await LookAsync(page, width, scheme);
            wrong.AddRange((await Axe.FindAsync(page, scheme == ColorScheme.Dark ? inTheDark : null)).Select(found => $"{width} {scheme}: {found}"));
            if (picture is not null)
            {
                await Screenshots.SaveAsync(page, $"{picture}-{width}-{scheme.ToString().ToLowerInvariant()}");
            }
        }

        return wrong;
    }

    private static async Task LookAsync(IPage page, int width, ColorScheme scheme)
    {
        await page.SetViewportSizeAsync(width, 900);
        await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });

        // What is far down is laid out too. A plot is drawn anew after its place has another size.
        await page.EvaluateAsync("async () => { for (const part of document.querySelectorAll('.later')) part.style.contentVisibility = 'visible'; await document.fonts.ready; if (document.querySelector('[data-plot]')) await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn))); }");
    }
}

using System.Text.Json;
using Microsoft.Playwright;

namespace NextModel.Browser.Tests;

/// <summary>axe-core, run in the page (WCAG 2.0 to 2.2, A and AA, and best practice).</summary>
internal static class Axe
{
    private static readonly string Source = PageTools.Read("axe.min.js");

    /// <summary>The rules that look at colours, which are all that a theme changes.</summary>
    public static readonly IReadOnlyList<string> ColorRules = ["color-contrast", "link-in-text-block"];

    /// <summary>What it finds, a line each.</summary>
    /// <param name="page">A page that has loaded.</param>
    /// <param name="rules">The rules to go by; all of them unless given.</param>
    public static async Task<IReadOnlyList<string>> FindAsync(IPage page, IReadOnlyList<string>? rules = null)
    {
        // The page's own policy lets no foreign script run; the debugger may.
        if (!await page.EvaluateAsync<bool>("() => 'axe' in globalThis"))
        {
            await page.EvaluateAsync(Source);
        }

        var result = await page.EvaluateAsync<JsonElement>(
            """
            async rules => (await axe.run(document, { resultTypes: ["violations"], preload: false, ...(rules && { runOnly: rules }) }))
              .violations.map(v => ({ id: v.id, nodes: v.nodes.slice(0, 3).map(n => n.html.slice(0, 200)) }))
            """,
            rules);
        return [.. result.EnumerateArray().Select(violation => violation.GetRawText())];
    }
}

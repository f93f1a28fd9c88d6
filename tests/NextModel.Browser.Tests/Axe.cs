using System.Text.Json;
using Microsoft.Playwright;

namespace NextModel.Browser.Tests;

/// <summary>axe-core, run in the page (WCAG 2.0 to 2.2, A and AA, and best practice).</summary>
internal static class Axe
{
    private static readonly string Source = PageTools.Read("axe.min.js");

    /// <summary>What it finds, a line each.</summary>
    /// <param name="page">A page that has loaded.</param>
    public static async Task<IReadOnlyList<string>> FindAsync(IPage page)
    {
        // The page's own policy lets no foreign script run; the debugger may.
        if (!await page.EvaluateAsync<bool>("() => 'axe' in globalThis"))
        {
            await page.EvaluateAsync(Source);
        }

        var result = await page.EvaluateAsync<JsonElement>(
            """
            async () => (await axe.run(document, { resultTypes: ["violations"], preload: false }))
              .violations.map(v => ({ id: v.id, nodes: v.nodes.slice(0, 3).map(n => n.html.slice(0, 200)) }))
            """);
        return [.. result.EnumerateArray().Select(violation => violation.GetRawText())];
    }
}

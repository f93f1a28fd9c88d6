using System.Globalization;
using Microsoft.Playwright;

namespace NextModel.Browser.Tests;

/// <summary>How soon a reader sees something: measured by Chromium with nothing in its cache, and written down. A figure of a machine is no assertion.</summary>
/// <remarks>
/// A reader arrives by a link of another site, in a window that is open already. A window that has just opened still loads its own pages
/// (such as <c>chrome://omnibox-popup.top-chrome</c>) beside the one that is measured, which doubled every figure on two cores.
/// </remarks>
[Trait("tier", "nightly")]
public sealed class FirstPaintTests(LedgerBrowserFixture browser) : IClassFixture<LedgerBrowserFixture>
{
    private const int Rounds = 9;

    /// <summary>What no server and no style sheet has a part in: what the browser takes on this machine now.</summary>
    private const string OneWord = "data:text/html,<p>word";

    private static readonly string[] Pages =
    [
        OneWord, "/", "/zh", "/models", "/models/claude-sonnet-5-5", "/compare", "/pricing", "/docs/quickstart", "/tools/receipt-verifier", "/benchmarks/cache-safety", "/sign-in",
        "/dashboard", "/dashboard/receipts", "/dashboard/api-keys", "/dashboard/budgets", "/dashboard/policies/new", "/dashboard/performance?period=24h", "/dashboard/playground", "/dashboard/audit",
    ];

    /// <summary>Writes <c>artifacts/bench/first-paint.txt</c>: median and worst of each page, milliseconds from the request to the first contentful paint.</summary>
    [Fact]
    public async Task Pages_FirstContentfulPaint_IsWrittenDown()
    {
        (await browser.Gateway.ChatAsync("""{"model":"echo","messages":[{"role":"user","content":"paint"}]}""")).EnsureSuccessStatusCode();
        // The same server under another name is another site, and so another process of the browser.
        var elsewhere = new UriBuilder(browser.Url) { Host = "localhost", Path = "/health/live" }.ToString();
        var page = await browser.OpenAsync(1440);
        var tools = await page.Context.NewCDPSessionAsync(page);
        var lines = new List<string> { string.Create(CultureInfo.InvariantCulture, $"{"first contentful paint, ms, of " + Rounds,-40} {"median",8} {"worst",8}") };
        foreach (var path in Pages)
        {
            if (path == "/dashboard")
            {
                await page.Context.APIRequest.PostAsync("/sign-in", new()
                {
                    Form = page.Context.APIRequest.CreateFormData().Set("key", browser.Gateway.Installation.Secrets.AdminKey),
                    Headers = new Dictionary<string, string> { ["Origin"] = browser.Url },
                });
            }

            var took = new List<double>();
            // The round before the first is not counted: the server compiles a page when it is asked for the first time.
            for (var round = -1; round < Rounds; round++)
            {
                await page.GotoAsync(elsewhere);
                await tools.SendAsync("Network.clearBrowserCache");
                await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.Load });
                var paint = await page.EvaluateAsync<double>(
                    """
                    () => new Promise(seen => new PerformanceObserver(list => {
                      const paint = list.getEntriesByName("first-contentful-paint")[0];
                      if (paint) seen(paint.startTime);
                    }).observe({ type: "paint", buffered: true }))
                    """);
                (path == OneWord || new Uri(page.Url).AbsolutePath == path.Split('?')[0]).ShouldBeTrue($"{path} led to {page.Url}");
                if (round >= 0)
                {
                    took.Add(paint);
                }
            }

            took.Sort();
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{path,-40} {took[Rounds / 2],8:0} {took[^1],8:0}"));
        }

        var folder = Path.Combine(Screenshots.Root, "artifacts", "bench");
        Directory.CreateDirectory(folder);
        await File.WriteAllLinesAsync(Path.Combine(folder, "first-paint.txt"), lines, TestContext.Current.CancellationToken);
        lines.Count.ShouldBe(Pages.Length + 1);
    }
}

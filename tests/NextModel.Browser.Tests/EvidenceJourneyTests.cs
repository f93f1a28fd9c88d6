using System.Globalization;
using System.Text;
using Microsoft.Playwright;
using NextModel.Ledger;
using NextModel.Reporting.Exports;

namespace NextModel.Browser.Tests;

/// <summary>What is taken away proves itself: a whole export, verified by what is not the gateway, and a statement on paper.</summary>
public sealed class EvidenceJourneyTests(PricedFixture browser) : IClassFixture<PricedFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Export_Downloaded_VerifiesWholeAndEachLineAlone()
    {
        await browser.SpendAsync("to be exported");
        await browser.SpendAsync("to be exported");
        var page = await browser.OpenAsync(1440);
        await page.GotoAsync("/sign-in?link=" + browser.Gateway.Installation.SignInLinks.Make());
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in as the operator" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Exports & statements" }).ClickAsync();
        await page.GetByLabel("Format").First.SelectOptionAsync("jsonl");
        var file = await DownloadAsync(page, "Download");
        var manifest = await DownloadAsync(page, "Manifest");

        var jwks = await (await page.Context.APIRequest.GetAsync("/.well-known/jwks.json")).BodyAsync();
        VerifyingKeys.TryParse(jwks, out var keys).ShouldBeTrue();
        var stated = ExportStatement.TryRead(manifest, keys!, out var problem);
        problem.ShouldBeNull();
        (await ProblemsAsync(stated!, file, jwks)).ShouldBe(0);
        stated!.Rows.ShouldBeGreaterThanOrEqualTo(2);
        (await ProblemsAsync(stated, [.. file[..^2], (byte)' ', (byte)'\n'], jwks)).ShouldBeGreaterThan(0, "a byte was changed");
        foreach (var line in Encoding.UTF8.GetString(file).Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(2))
        {
            await Verifying.RunAsync(page, line, "", "Genuine");
        }

        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Statement_OnPaper_IsWholeAndFits()
    {
        await browser.SpendAsync("on a statement");
        var page = await browser.OpenAsync(794, "dark");
        await page.GotoAsync("/sign-in?link=" + browser.Gateway.Installation.SignInLinks.Make());
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in as the operator" }).ClickAsync();
        await page.GotoAsync("/dashboard/exports");
        await page.GetByRole(AriaRole.Button, new() { Name = "Open", Exact = true }).ClickAsync();
        await page.EmulateMediaAsync(new() { Media = Media.Print });

        (await page.Locator("table").First.IsVisibleAsync()).ShouldBeTrue();
        (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0, "it is cut off on the right");
        (await page.EvaluateAsync<string>("() => getComputedStyle(document.body).color")).ShouldNotBe("rgb(255, 255, 255)");
        await Screenshots.SaveAsync(page, "statement-print");
        await page.Context.CloseAsync();
    }

    // Every column is there, below one another, each figure with its name.
    [Fact]
    public async Task Statement_OnAPhone_CutsNothing_AndNamesEveryFigure()
    {
        await browser.SpendAsync("on a phone");
        var page = await browser.OpenAsync(390);
        await page.GotoAsync("/sign-in?link=" + browser.Gateway.Installation.SignInLinks.Make());
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in as the operator" }).ClickAsync();
        await page.GotoAsync($"/dashboard/exports/statement?month={DateTimeOffset.UtcNow.ToString("yyyy-MM", CultureInfo.InvariantCulture)}&format=html");

        (await page.EvaluateAsync<int>("() => [document.documentElement, ...document.querySelectorAll('.scroll')].reduce((most, box) => Math.max(most, box.scrollWidth - box.clientWidth), 0)")).ShouldBe(0, "something is cut off");
        var line = page.Locator("tbody tr").First;
        (await line.Locator("td").EvaluateAllAsync<string[]>("cells => cells.map(cell => getComputedStyle(cell, '::before').content.replaceAll('\"', ''))")).ShouldBe(["Served", "Requests", "Input", "Output", "Exact", "Amount"]);
        (await line.Locator("th, td").EvaluateAllAsync<bool>("cells => cells.every(cell => cell.getBoundingClientRect().height > 0 && cell.getBoundingClientRect().right <= innerWidth)")).ShouldBeTrue();
        (await page.GetByRole(AriaRole.Row).CountAsync()).ShouldBeGreaterThanOrEqualTo(7, "it is a table to a screen reader");
        await Screenshots.SaveAsync(page, "statement-phone");
        await page.Context.CloseAsync();
    }

    private static async Task<long> ProblemsAsync(ExportStatement stated, byte[] file, byte[] jwks)
    {
        using var verifier = new EvidenceVerifier(jwks, ExportCheck.ChainOf(stated));
        using var stream = new MemoryStream(file);
        await ExportCheck.RunAsync(stated, stream, verifier, _ => { }, Cancellation);
        return verifier.Report.Problems;
    }

    private static async Task<byte[]> DownloadAsync(IPage page, string button)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync());
        return await File.ReadAllBytesAsync(await download.PathAsync(), Cancellation);
    }
}

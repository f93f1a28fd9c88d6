using Microsoft.Playwright;

namespace NextModel.Browser.Tests;

/// <summary>The page that verifies a receipt, as somebody uses it who was given one.</summary>
internal static class Verifying
{
    /// <summary>Fails the test when the verdict is another.</summary>
    public static async Task RunAsync(IPage page, string receipt, string expected, string verdict)
    {
        await page.GotoAsync("/tools/receipt-verifier");
        await page.Locator("#receipt").FillAsync(receipt);
        await page.Locator("#expected").FillAsync(expected);
        await page.GetByRole(AriaRole.Button, new() { Name = "Verify" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = verdict, Exact = true })).ToBeVisibleAsync();
    }
}

using Microsoft.Playwright;

namespace NextModel.Browser.Tests;

public sealed class VerifierJourneyTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task Receipt_AsItCame_IsGenuine() => await VerifyAsync(await ReceiptAsync(), "", "Genuine", null);

    [Fact]
    public async Task Receipt_WithAnotherAmount_IsNot() =>
        await VerifyAsync(
            (await ReceiptAsync()).Replace("\"output_tokens\":", "\"output_tokens\":9", StringComparison.Ordinal), "", "Not genuine", "receipt_hash_mismatch");

    [Fact]
    public async Task Receipt_OfAnotherRequest_IsNotTheOneExpected() =>
        await VerifyAsync(await ReceiptAsync(), "req_00000000000000000000000000000000", "Not genuine", "receipt_request_id_mismatch");

    [Fact]
    public async Task Text_ThatIsNoJson_IsSaid() => await VerifyAsync("{ not json", "", "Not genuine", "receipt_schema_unknown");

    private async Task<string> ReceiptAsync()
    {
        using var answer = await browser.Gateway.ChatAsync("""{"model":"sandbox-echo","messages":[{"role":"user","content":"verify me"}]}""");
        answer.EnsureSuccessStatusCode();
        var id = answer.Headers.GetValues("x-nextmodel-receipt-url").Single().Split('/')[^1];
        return await browser.Gateway.Client.GetStringAsync("/v1/receipts/" + id);
    }

    private async Task VerifyAsync(string receipt, string expected, string verdict, string? code)
    {
        var page = await browser.OpenAsync(1440);
        await page.GotoAsync("/tools/receipt-verifier");
        await page.Locator("#receipt").FillAsync(receipt);
        await page.Locator("#expected").FillAsync(expected);
        await page.GetByRole(AriaRole.Button, new() { Name = "Verify" }).ClickAsync();
        await page.Locator("#verdict").WaitForAsync();

        (await page.GetByRole(AriaRole.Heading, new() { Name = verdict, Exact = true }).IsVisibleAsync()).ShouldBeTrue();
        var codes = await page.Locator("#problems .mono").AllInnerTextsAsync();
        (codes.Count > 0 ? codes[0] : null).ShouldBe(code);
        (await Axe.FindAsync(page)).ShouldBeEmpty();
        await page.Context.CloseAsync();
    }
}

using System.Text.Json;
using Microsoft.Playwright;
using NextModel.Identity;

namespace NextModel.Browser.Tests;

/// <summary>From nothing to the first receipt, and somebody invited who may look and not touch.</summary>
public sealed class AccountJourneyTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task FirstRun_SnippetCopiedAndRun_LeadsToAReceiptThatVerifies()
    {
        var page = await browser.OpenAsync(1440);
        await page.GotoAsync("/sign-in?link=" + browser.Gateway.Installation.SignInLinks.Make());
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in as the operator" }).ClickAsync();
        await page.GotoAsync("/dashboard/first-run");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create a key" }).ClickAsync();
        var key = await CopyAsync(page, "secret");
        key.ShouldStartWith("nm_sk_");
        await page.GetByRole(AriaRole.Tab, new() { Name = "Node" }).ClickAsync();

        // A test's gateway takes the port it gets, which its public URL does not know.
        var snippet = (await CopyAsync(page, "first-node-code")).Replace(browser.Gateway.Installation.Installation.PublicUrl, browser.Url, StringComparison.Ordinal);
        (await NodeSnippet.RunAsync(snippet, key)).ShouldContain("Hello from NextModel");

        await page.GotoAsync("/dashboard/first-run");
        await page.Locator("#first-receipt").ClickAsync();
        (await page.GetByText("Valid", new() { Exact = true }).IsVisibleAsync()).ShouldBeTrue();
        await page.GetByText("Show the receipt as JSON").ClickAsync();
        var receipt = await page.Locator("#receipt-json").InnerTextAsync();
        var requestId = JsonDocument.Parse(receipt).RootElement.GetProperty("request_id").GetString()!;
        await Verifying.RunAsync(page, receipt, requestId, "Genuine");
        await Verifying.RunAsync(page, receipt.Replace(requestId, requestId[..^1] + (requestId[^1] == '0' ? '1' : '0'), StringComparison.Ordinal), "", "Not genuine");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Viewer_Invited_LooksAndCannotEdit()
    {
        var admin = await browser.OpenAsync(1440);
        await People.SignInAsync(admin, await People.JoinAsync(browser, "admin@example.com", AccessRole.Owner));
        await admin.GetByRole(AriaRole.Link, new() { Name = "Members" }).ClickAsync();
        await admin.Locator("#invite-email").FillAsync("viewer@example.com");
        await admin.Locator("#invite-role").SelectOptionAsync("viewer");
        await admin.GetByRole(AriaRole.Button, new() { Name = "Make the invitation" }).ClickAsync();
        var link = new Uri(await admin.Locator("#made-link").InnerTextAsync());

        var viewer = await browser.OpenAsync(390);
        await viewer.GotoAsync(link.PathAndQuery);
        await viewer.Locator("#password").FillAsync(People.Password);
        await viewer.GetByRole(AriaRole.Button, new() { Name = "Accept and sign in" }).ClickAsync();
        (await viewer.Locator("h1").InnerTextAsync()).ShouldBe("Overview");
        await viewer.GotoAsync("/dashboard/api-keys/new");
        (await viewer.Locator("main form").CountAsync()).ShouldBe(0);
        await viewer.GotoAsync("/dashboard/members");
        (await viewer.Locator("main").GetByText("viewer@example.com").IsVisibleAsync()).ShouldBeTrue();
        (await viewer.Locator("main form").CountAsync()).ShouldBe(0);
        await viewer.Context.CloseAsync();
        await admin.Context.CloseAsync();
    }

    [Fact]
    public async Task SecondFactor_SetUpByItsQrCode_IsAskedForNextTime()
    {
        var email = await People.JoinAsync(browser, "factor@example.com", AccessRole.Owner);
        var page = await browser.OpenAsync(1440);
        await People.SignInAsync(page, email);
        await page.GotoAsync("/dashboard/account");
        await page.Locator("details summary").First.ClickAsync();
        var key = (await page.Locator("#factor-key").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
        (await QrReader.ReadAsync(page, page.Locator("svg.qr"))).ShouldBe($"otpauth://totp/NextModel:{Uri.EscapeDataString(email)}?secret={key}&issuer=NextModel&algorithm=SHA1&digits=6&period=30");
        await page.Locator("#add-factor-password").FillAsync(People.Password);
        await page.Locator("#add-factor-code").FillAsync(People.Code(key));
        await page.Locator("#add-factor button[type=submit]").ClickAsync();
        (await page.Locator("main").InnerTextAsync()).ShouldContain("recovery codes", Case.Insensitive);
        await page.Context.CloseAsync();

        var second = await browser.OpenAsync(1440);
        await People.SignInAsync(second, email);
        new Uri(second.Url).AbsolutePath.ShouldBe("/sign-in/code");
        await second.Context.CloseAsync();
    }

    private static async Task<string> CopyAsync(IPage page, string id)
    {
        await page.Locator($"[data-copy={id}]").ClickAsync();
        return await page.EvaluateAsync<string>("() => navigator.clipboard.readText()");
    }
}

using System.Net;
using System.Text.Json;
using Microsoft.Playwright;
using NextModel.Accounts;
using NextModel.Gateway.Admin;
using NextModel.Identity;

namespace NextModel.Browser.Tests;

/// <summary>From nothing to the first receipt, and somebody invited who may look and not touch.</summary>
public sealed class AccountJourneyTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const string Password = "correct horse battery staple";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

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
        await SignInAsync(admin, await JoinAsync("admin@example.com", AccessRole.Owner));
        await admin.GetByRole(AriaRole.Link, new() { Name = "Members" }).ClickAsync();
        await admin.Locator("#invite-email").FillAsync("viewer@example.com");
        await admin.Locator("#invite-role").SelectOptionAsync("viewer");
        await admin.GetByRole(AriaRole.Button, new() { Name = "Make the invitation" }).ClickAsync();
        var link = new Uri(await admin.Locator("#made-link").InnerTextAsync());

        var viewer = await browser.OpenAsync(390);
        await viewer.GotoAsync(link.PathAndQuery);
        await viewer.Locator("#password").FillAsync(Password);
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

    [Theory]
    [InlineData("", 1440, "light")]
    [InlineData("", 390, "dark")]
    [InlineData("zh", 1440, "dark")]
    [InlineData("ms-MY", 390, "light")]
    public async Task EveryPage_IsAccessibleAndFits(string locale, int width, string scheme)
    {
        var (start, name) = (locale.Length > 0 ? "/" + locale : "", $"{locale}-{width}-{scheme}");
        var page = await browser.OpenAsync(width, scheme);
        var email = await JoinAsync($"owner-{width}-{scheme}-{locale.Length}@example.com", AccessRole.Owner);
        var invited = await InviteAsync($"guest-{width}-{scheme}-{locale.Length}@example.com", AccessRole.Viewer);
        await page.GotoAsync($"{start}/join?invitation={invited}");
        await CheckAsync(page, "join-" + name);
        var account = (await browser.Gateway.Installation.Accounts.Operations.FindAsync(Administrator.CommandLine, email, Cancellation)).TryGet(out var found, out _) ? found.Id : "";
        var reset = (await browser.Gateway.Installation.Accounts.Operations.ResetAsync(Administrator.CommandLine, account, new ResetRequest(), Cancellation)).TryGet(out var made, out _) ? made.Link : "";
        await page.GotoAsync($"{start}/reset?link={reset.Split('=')[1]}");
        await CheckAsync(page, "reset-" + name);
        await page.GotoAsync($"{start}/reset?link=unknown");
        await CheckAsync(page, "link-problem-" + name);
        await SignInAsync(page, email, start);
        foreach (var path in new[] { "first-run", "members", "account" })
        {
            await page.GotoAsync("/dashboard/" + path);
            await CheckAsync(page, $"dashboard-{path}-{name}");
        }

        await page.Locator("details summary").First.ClickAsync();
        await CheckAsync(page, "dashboard-account-factor-" + name);
        var key = (await page.Locator("#factor-key").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
        (await QrReader.ReadAsync(page, page.Locator("svg.qr"))).ShouldBe($"otpauth://totp/NextModel:{Uri.EscapeDataString(email)}?secret={key}&issuer=NextModel&algorithm=SHA1&digits=6&period=30");
        await page.Locator("#add-factor-password").FillAsync(Password);
        await page.Locator("#add-factor-code").FillAsync(Code(key));
        await page.Locator("#add-factor button[type=submit]").ClickAsync();
        await CheckAsync(page, "dashboard-recovery-codes-" + name);
        await page.GotoAsync("/dashboard/members");
        await page.Locator("main table").First.Locator("th a").First.ClickAsync();
        await CheckAsync(page, "dashboard-member-" + name);
        await page.Context.CloseAsync();

        var second = await browser.OpenAsync(width, scheme);
        await FillAsync(second, email, start);
        new Uri(second.Url).AbsolutePath.ShouldEndWith("/sign-in/code");
        await CheckAsync(second, "sign-in-code-" + name);
        await second.Locator("#code").FillAsync("000000");
        await second.Locator("#by-code button[type=submit]").ClickAsync();
        await CheckAsync(second, "sign-in-code-wrong-" + name);
        await second.Context.CloseAsync();
    }

    private static async Task<string> CopyAsync(IPage page, string id)
    {
        await page.Locator($"[data-copy={id}]").ClickAsync();
        return await page.EvaluateAsync<string>("() => navigator.clipboard.readText()");
    }

    private async Task<string> InviteAsync(string email, AccessRole role)
    {
        var made = await browser.Gateway.Installation.Accounts.Operations.InviteAsync(
            Administrator.CommandLine, new InvitationRequest { Email = email, Role = role.Wire() }, Cancellation);
        return made.TryGet(out var invitation, out var refusal) ? invitation.Link!.Split('=')[1] : throw new InvalidOperationException(refusal.Message);
    }

    private async Task<string> JoinAsync(string email, AccessRole role)
    {
        var joined = await browser.Gateway.Installation.Accounts.Invitations.AcceptAsync(
            await InviteAsync(email, role), Password, SignInPlace.Of(IPAddress.Loopback, "a test", "en"), Cancellation);
        return joined.TryGet(out var account, out var refusal) ? account.Email : throw new InvalidOperationException(refusal.Message);
    }

    private static async Task SignInAsync(IPage page, string email, string start = "")
    {
        await FillAsync(page, email, start);
        new Uri(page.Url).AbsolutePath.ShouldBe("/dashboard");
    }

    private static async Task FillAsync(IPage page, string email, string start)
    {
        await page.GotoAsync(start + "/sign-in");
        await page.Locator("#email").FillAsync(email);
        await page.Locator("#password").FillAsync(Password);
        await page.Locator("#by-password button[type=submit]").ClickAsync();
        await page.WaitForURLAsync(url => !url.EndsWith("/sign-in", StringComparison.Ordinal));
    }

    // The other way round than the page shows the secret (RFC 4648).
    private static string Code(string shown)
    {
        var bits = string.Concat(shown.Where(char.IsAsciiLetterOrDigit)
            .Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        byte[] secret = [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
        return Totp.CodeAt(secret, Totp.StepAt(DateTimeOffset.UtcNow));
    }

    private static async Task CheckAsync(IPage page, string name)
    {
        (await Axe.FindAsync(page)).ShouldBeEmpty(name);
        (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0, $"{name} is wider than the window");
        await Screenshots.SaveAsync(page, name);
    }
}

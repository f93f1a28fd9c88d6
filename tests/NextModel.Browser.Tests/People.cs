using System.Net;
using Microsoft.Playwright;
using NextModel.Accounts;
using NextModel.Gateway.Admin;
using NextModel.Identity;

namespace NextModel.Browser.Tests;

/// <summary>People with an account: inviting them, their joining, and their signing in.</summary>
internal static class People
{
    public const string Password = "correct horse battery staple";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The token of an invitation's link.</summary>
    public static async Task<string> InviteAsync(BrowserFixture browser, string email, AccessRole role)
    {
        var made = await browser.Gateway.Installation.Accounts.Operations.InviteAsync(
            Administrator.CommandLine, new InvitationRequest { Email = email, Role = role.Wire() }, Cancellation);
        return made.TryGet(out var invitation, out var refusal) ? invitation.Link!.Split('=')[1] : throw new InvalidOperationException(refusal.Message);
    }

    /// <summary>Somebody who has joined; their address.</summary>
    public static async Task<string> JoinAsync(BrowserFixture browser, string email, AccessRole role)
    {
        var joined = await browser.Gateway.Installation.Accounts.Invitations.AcceptAsync(
            await InviteAsync(browser, email, role), Password, SignInPlace.Of(IPAddress.Loopback, "a test", "en"), Cancellation);
        return joined.TryGet(out var account, out var refusal) ? account.Email : throw new InvalidOperationException(refusal.Message);
    }

    /// <summary>The token of a link to set another password.</summary>
    public static async Task<string> ResetAsync(BrowserFixture browser, string email)
    {
        var operations = browser.Gateway.Installation.Accounts.Operations;
        var account = (await operations.FindAsync(Administrator.CommandLine, email, Cancellation)).TryGet(out var found, out var unknown) ? found.Id : throw new InvalidOperationException(unknown.Message);
        return (await operations.ResetAsync(Administrator.CommandLine, account, new ResetRequest(), Cancellation)).TryGet(out var made, out var refusal)
            ? made.Link.Split('=')[1] : throw new InvalidOperationException(refusal.Message);
    }

    /// <summary>Fills in the form and sends it.</summary>
    public static async Task SignInAsync(IPage page, string email)
    {
        await page.GotoAsync("/sign-in");
        await page.Locator("#email").FillAsync(email);
        await page.Locator("#password").FillAsync(Password);
        await page.Locator("#by-password button[type=submit]").ClickAsync();
        await page.WaitForURLAsync(url => !url.EndsWith("/sign-in", StringComparison.Ordinal));
    }

    /// <summary>What an app that holds a secret, shown as RFC 4648 says, shows now.</summary>
    public static string Code(string shown)
    {
        var bits = string.Concat(shown.Where(char.IsAsciiLetterOrDigit)
            .Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        byte[] secret = [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
        return Totp.CodeAt(secret, Totp.StepAt(DateTimeOffset.UtcNow));
    }
}

using NextModel.Identity;
using NextModel.Web.Localization;

namespace NextModel.Browser.Tests.Views;

/// <summary>Joining, signing in with a second factor, and one's own account, in every state; and what a viewer is told who may not.</summary>
public sealed class AccountViewsTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    /// <summary>The routes that are looked at here, in every language.</summary>
    internal static readonly string[] Routes = ["/sign-in/code", "/join", "/reset"];

    public static TheoryData<string> Prefixes => new(Locale.All.Select(locale => locale.Prefix));

    [Theory]
    [MemberData(nameof(Prefixes))]
    public async Task Way_In_IsAccessibleAndFits(string prefix)
    {
        var page = await browser.OpenAsync(1440);
        var name = prefix.Length > 0 ? prefix[1..] : "en";
        var email = await People.JoinAsync(browser, $"owner-{name}@example.com", AccessRole.Owner);
        await page.GotoAsync($"{prefix}/join?invitation={await People.InviteAsync(browser, $"guest-{name}@example.com", AccessRole.Viewer)}");
        await PageAudit.RunAsync(page, "join-" + name);
        await page.Locator("#password").FillAsync("short");
        await page.Locator("#join button[type=submit]").ClickAsync();
        await PageAudit.RunAsync(page, "join-refused-" + name);
        await page.GotoAsync($"{prefix}/join?invitation=unknown");
        await PageAudit.RunAsync(page, "join-problem-" + name);
        await page.GotoAsync($"{prefix}/reset?link={await People.ResetAsync(browser, email)}");
        await PageAudit.RunAsync(page, "reset-" + name);
        await page.GotoAsync($"{prefix}/reset?link=unknown");
        await PageAudit.RunAsync(page, "reset-problem-" + name);
        await page.GotoAsync(prefix + "/sign-in");
        await page.Locator("#email").FillAsync(email);
        await page.Locator("#password").FillAsync("not the password at all");
        await page.Locator("#by-password button[type=submit]").ClickAsync();
        await PageAudit.RunAsync(page, "sign-in-refused-" + name);

        // The language is that of the page one signs in on.
        await page.Locator("#email").FillAsync(email);
        await page.Locator("#password").FillAsync(People.Password);
        await page.Locator("#by-password button[type=submit]").ClickAsync();
        await page.WaitForURLAsync("**/dashboard");
        await page.GotoAsync("/dashboard/account");
        await PageAudit.RunAsync(page, "account-" + name, isPictured: prefix.Length == 0);
        await page.Locator("#password-password, #password [name=password]").First.FillAsync("not the password at all");
        await page.Locator("#password button[type=submit]").ClickAsync();
        await PageAudit.RunAsync(page, "account-refused-" + name);
        await page.Locator("details summary").First.ClickAsync();
        await PageAudit.RunAsync(page, "account-factor-" + name);
        await page.Locator("#add-factor-password").FillAsync(People.Password);
        await page.Locator("#add-factor-code").FillAsync(People.Code(await page.Locator("#factor-key").InnerTextAsync()));
        await page.Locator("#add-factor button[type=submit]").ClickAsync();
        await PageAudit.RunAsync(page, "recovery-codes-" + name);
        await page.GotoAsync("/dashboard/members");
        await page.Locator("main table").First.Locator("th a").First.ClickAsync();
        await PageAudit.RunAsync(page, "member-" + name);
        await page.Context.CloseAsync();

        var second = await browser.OpenAsync(1440);
        await second.GotoAsync(prefix + "/sign-in");
        await second.Locator("#email").FillAsync(email);
        await second.Locator("#password").FillAsync(People.Password);
        await second.Locator("#by-password button[type=submit]").ClickAsync();
        await second.WaitForURLAsync("**" + prefix + "/sign-in/code");
        await PageAudit.RunAsync(second, "code-" + name);
        await second.Locator("#code").FillAsync("000000");
        await second.Locator("#by-code button[type=submit]").ClickAsync();
        await PageAudit.RunAsync(second, "code-refused-" + name);
        await second.Context.CloseAsync();
    }

    [Fact]
    public async Task Viewer_WhatTheyMayNot_IsAccessibleAndFits()
    {
        var page = await browser.OpenAsync(1440);
        await People.SignInAsync(page, await People.JoinAsync(browser, "looks@example.com", AccessRole.Viewer));
        foreach (var path in new[] { "/webhooks", "/sources", "/api-keys/new", "/budgets/new", "/policies/new", "/settings", "/members", "/credits" })
        {
            await page.GotoAsync("/dashboard" + path);
            await PageAudit.RunAsync(page, "viewer" + path.Replace('/', '-'));
        }

        await page.Context.CloseAsync();
    }
}

using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using NextModel.Accounts;
using NextModel.Audit;
using NextModel.Errors;
using NextModel.Identity;
using NextModel.Web.Dashboard;
using NextModel.Web.Localization;
using NextModel.Web.Site;

namespace NextModel.Web.SignIn;

/// <summary>Signing in and out, and who a browser is that did. What it may is asked of the directory at each request, never kept.</summary>
internal sealed class SignInDesk(PublicSite site, DashboardParts parts, SignInParts signIn, SingleSignOn provider, ClientPlace clients, SessionCookie cookie)
{
    private const int LongestKey = 200;

    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (var locale in Locale.All)
        {
            routes.MapMethods(locale.Link("/sign-in"), [HttpMethods.Get, HttpMethods.Head], context => ShowAsync(context, locale));
            routes.MapPost(locale.Link("/sign-in"), context => SignInAsync(context, locale));
        }

        routes.MapPost("/sign-out", SignOutAsync);
    }

    /// <summary>Who sent a request; null when nobody is signed in, or may anything any more.</summary>
    public async ValueTask<SignedInBrowser?> FindAsync(HttpContext context)
    {
        if (cookie.Read(context.Request) is not { } token || await signIn.Sessions.FindAsync(token, context.RequestAborted) is not { } session)
        {
            return null;
        }

        var (account, places) = await WhoIsAsync(session, context);
        return places.Count > 0 ? new SignedInBrowser(session, token, account, places) : null;
    }

    /// <summary>The roles the sender of a request holds now, without marking the session as used; none as above.</summary>
    public async ValueTask<IReadOnlyList<Administrator>> PeekAsync(HttpContext context) =>
        await signIn.Sessions.PeekAsync(cookie.Read(context.Request), context.RequestAborted) is { } session ? (await WhoIsAsync(session, context)).Places : [];

    /// <summary>The account that is signed in, whether it may anything yet or not; null for none.</summary>
    public async ValueTask<Account?> FindAccountAsync(HttpContext context) =>
        await signIn.Sessions.FindAsync(cookie.Read(context.Request), context.RequestAborted) is { IsPending: false, AccountId: { } id }
        && await signIn.Accounts.FindAsync(id, context.RequestAborted) is { DisabledAt: null } account ? account : null;

    /// <summary>From where a request comes.</summary>
    public SignInPlace From(HttpContext context, string locale) => clients.Of(context, locale);

    /// <summary>Why something was refused, in the reader's language.</summary>
    public static string Say(Texts t, GatewayError refusal) => Phrase.Plain(
        t["problem." + (refusal.WireCode is { } reason && t.Keys.Contains("problem." + reason) ? reason : "other")],
        ("minutes", Math.Ceiling((refusal.RetryAfter ?? TimeSpan.Zero).TotalMinutes).ToString(CultureInfo.InvariantCulture)));

    /// <summary>Gives a browser its new session in the place of any it had: a token that was there before is never taken over.</summary>
    public async ValueTask TakeAsync(HttpContext context, SignedIn signedIn)
    {
        if (await signIn.Sessions.FindAsync(cookie.Read(context.Request), context.RequestAborted) is { } old)
        {
            await signIn.Sessions.EndAsync(old, context.RequestAborted);
        }

        cookie.Set(context.Response, signedIn.Token);
    }

    private Task ShowAsync(HttpContext context, Locale locale)
    {
        var view = Begin(context, locale);
        var link = context.Request.Query["link"].ToString();
        return Page(view, null, ReturnPath.Read(context.Request.Query["to"]), link.Length is > 0 and <= 100 ? link : null, context.Request.Query["done"] == "reset").ExecuteAsync(context);
    }

    private async Task SignInAsync(HttpContext context, Locale locale)
    {
        var view = Begin(context, locale);
        var (form, problem) = await SentSecrets.ReadAsync(context, cookie.IsSecure);
        if (form is null)
        {
            await Page(view, view.T[problem]).ExecuteAsync(context);
            return;
        }

        var to = ReturnPath.Read(form["to"]);
        var from = From(context, locale.Id);
        var signedIn = form["link"].ToString() is { Length: > 0 } link ? await ByLinkAsync(view, link, from, context.RequestAborted)
            : form["key"].ToString().Trim() is { Length: > 0 } key ? await ByKeyAsync(view, key, from, context.RequestAborted)
            : await ByPasswordAsync(view, form, from, context.RequestAborted);
        if (!signedIn.TryGet(out var done, out var refusal))
        {
            await Page(view, refusal.Message, to, email: form["email"].ToString()).ExecuteAsync(context);
            return;
        }

        await TakeAsync(context, done);
        Lead(context, done.Session.IsPending ? locale.Link("/sign-in/code") + (to is null ? "" : "?to=" + Uri.EscapeDataString(to)) : to ?? "/dashboard");
    }

    private async ValueTask<Result<SignedIn>> ByPasswordAsync(SiteView view, IFormCollection form, SignInPlace from, CancellationToken cancellationToken)
    {
        var (email, password) = (form["email"].ToString(), form["password"].ToString());
        if (email.Trim().Length == 0 || password.Length == 0)
        {
            return Refuse(view.T["signin.empty"]);
        }

        var result = await signIn.SignIns.ByPasswordAsync(email, password, from, cancellationToken);
        if (!result.TryGet(out var done, out var refusal))
        {
            return Refuse(Say(view.T, refusal));
        }

        if (done.Session.IsPending || await MayAnythingAsync(done.Session, from, cancellationToken))
        {
            return done;
        }

        await signIn.Sessions.EndAsync(done.Session, cancellationToken);
        return Refuse(Say(view.T, AccountRefusals.NoMembership));
    }

    private async ValueTask<Result<SignedIn>> ByLinkAsync(SiteView view, string link, SignInPlace from, CancellationToken cancellationToken)
    {
        if (await signIn.SignIns.TryFromAsync(from, cancellationToken) is { } wait)
        {
            return Refuse(Say(view.T, wait));
        }

        if (!signIn.Links.Redeem(link))
        {
            return Refuse(view.T["signin.expired"]);
        }

        await signIn.SignIns.SucceededFromAsync(from, cancellationToken);
        return await signIn.Sessions.BeginAsync(SignInMethod.Link, from, null, null, isPending: false, cancellationToken);
    }

    private async ValueTask<Result<SignedIn>> ByKeyAsync(SiteView view, string key, SignInPlace from, CancellationToken cancellationToken)
    {
        if (await signIn.SignIns.TryFromAsync(from, cancellationToken) is { } wait)
        {
            return Refuse(Say(view.T, wait));
        }

        if (key.Length > LongestKey || !parts.Authenticate(key, from.Address).TryGet(out var by, out _))
        {
            return Refuse(view.T["signin.wrong"]);
        }

        await signIn.SignIns.SucceededFromAsync(from, cancellationToken);
        return await signIn.Sessions.BeginAsync(SignInMethod.Key, from, null, by.IsOperator ? null : by.Actor.Id, isPending: false, cancellationToken);
    }

    private async Task SignOutAsync(HttpContext context)
    {
        if (OwnOrigin.Sent(context.Request))
        {
            if (await signIn.Sessions.FindAsync(cookie.Read(context.Request), context.RequestAborted) is { } session)
            {
                await signIn.Sessions.EndAsync(session, context.RequestAborted);
            }

            cookie.Delete(context.Response);
        }

        Lead(context, "/sign-in");
    }

    /// <summary>True when the account of a session holds a role anywhere.</summary>
    public async ValueTask<bool> MayAnythingAsync(AccountSession session, SignInPlace from, CancellationToken cancellationToken) =>
        session.AccountId is { } id && await signIn.Accounts.FindAsync(id, cancellationToken) is { } account && signIn.Access.Places(account, from).Count > 0;

    private async ValueTask<(Account? Account, IReadOnlyList<Administrator> Places)> WhoIsAsync(AccountSession session, HttpContext context)
    {
        var from = From(context, session.From.Locale);
        if (session.IsPending)
        {
            return (null, []);
        }

        if (session.AccountId is { } id)
        {
            return await signIn.Accounts.FindAsync(id, context.RequestAborted) is { DisabledAt: null } account ? (account, signIn.Access.Places(account, from)) : (null, []);
        }

        if (session.ManagementKeyId is not { } key)
        {
            return (null, [Administrator.Operator(new AuditActor("operator") { Address = from.Address })]);
        }

        return parts.Access.FindManagementKey(key) is { } found && parts.ManagementKeys.Authenticate(found, from.Address).TryGet(out var by, out _) ? (null, [by]) : (null, []);
    }

    /// <summary>What a page of signing in is made from; no cache keeps it.</summary>
    public SiteView Begin(HttpContext context, Locale locale)
    {
        var view = site.Begin(context, locale);
        context.Response.Headers.CacheControl = "no-store";
        return view;
    }

    internal static void Lead(HttpContext context, string path)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = path;
    }

    /// <summary>The page, with why it did not work.</summary>
    public RazorComponentResult<SignInPage> Page(SiteView view, string? problem, string? to = null, string? link = null, bool isReset = false, string email = "") => PublicSite.Render<SignInPage>(
        problem is null ? StatusCodes.Status200OK : StatusCodes.Status403Forbidden,
        ("View", view), ("Problem", problem), ("To", to), ("Link", link), ("IsReset", isReset), ("Email", email), ("Provider", provider.Provider?.Name));

    private static GatewayError Refuse(string message) => new(GatewayErrorCode.InvalidApiKey, message);
}

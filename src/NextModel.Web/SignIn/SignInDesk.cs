using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using NextModel.Audit;
using NextModel.Errors;
using NextModel.Identity;
using NextModel.Web.Dashboard;
using NextModel.Web.Localization;
using NextModel.Web.Site;

namespace NextModel.Web.SignIn;

/// <summary>Signing in and out, and who a browser is that did.</summary>
internal sealed class SignInDesk(PublicSite site, DashboardParts parts, SignInLinks links, string publicUrl, TimeProvider time) : IDisposable
{
    private const string CookieName = "nm_session";
    private const int LongestKey = 200;

    private readonly Sessions _sessions = new(time);
    private readonly SignInAttempts _attempts = new();
    private readonly bool _isSecure = publicUrl.StartsWith("https:", StringComparison.OrdinalIgnoreCase);

    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (var locale in Locale.All)
        {
            routes.MapGet(locale.Link("/sign-in"), context => ShowSignInAsync(context, locale));
            routes.MapPost(locale.Link("/sign-in"), context => SignInAsync(context, locale));
        }

        routes.MapPost("/sign-out", SignOutAsync);
    }

    /// <summary>Who sent a request: the session, its token, and what they may; null when nobody is signed in, or may any more.</summary>
    public (Session Session, string Token, Administrator By)? Find(HttpContext context) =>
        context.Request.Cookies[CookieName] is { } token && _sessions.Find(token) is { } session && WhoIs(session, context) is { } by
            ? (session, token, by)
            : null;

    /// <summary>What the sender of a request may now, without marking the session as used; null as above.</summary>
    public Administrator? Peek(HttpContext context) => _sessions.Peek(context.Request.Cookies[CookieName]) is { } session ? WhoIs(session, context) : null;

    public void Dispose() => _attempts.Dispose();

    private static string Address(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "";

    private Task ShowSignInAsync(HttpContext context, Locale locale)
    {
        var view = site.Begin(context, locale);
        var link = context.Request.Query["link"].ToString();
        return SignInForm(view, null, link.Length is > 0 and <= 100 ? link : null).ExecuteAsync(context);
    }

    private async Task SignInAsync(HttpContext context, Locale locale)
    {
        var view = site.Begin(context, locale);
        context.Response.Headers.CacheControl = "no-store";
        var who = await ReadSignInAsync(context, view);
        if (!who.TryGet(out var by, out var refusal))
        {
            await SignInForm(view, refusal.Message, null).ExecuteAsync(context);
            return;
        }

        // A token that was there before is never taken over.
        if (context.Request.Cookies[CookieName] is { } old)
        {
            _sessions.End(old);
        }

        var token = _sessions.Begin(new Session(by.IsOperator ? null : by.Actor.Id, locale, time.GetUtcNow()));
        context.Response.Cookies.Append(CookieName, token, CookieSettings());
        context.Response.Redirect("/dashboard");
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
    }

    private async ValueTask<Result<Administrator>> ReadSignInAsync(HttpContext context, SiteView view)
    {
        if (!OwnOrigin.Sent(context.Request))
        {
            return Refuse(view.T["signin.foreign"]);
        }

        if (!_isSecure && context.Connection.RemoteIpAddress is { } address && !IPAddress.IsLoopback(address))
        {
            return Refuse(view.T["signin.plain"]);
        }

        if (!_attempts.TryTake())
        {
            return Refuse(view.T["signin.often"]);
        }

        if (!context.Request.HasFormContentType || context.Request.ContentLength is null or > 4096)
        {
            return Refuse(view.T["signin.empty"]);
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (form["link"].ToString() is { Length: > 0 } link)
        {
            return links.Redeem(link) ? Administrator.Operator(new AuditActor("operator") { Address = Address(context) }) : Refuse(view.T["signin.expired"]);
        }

        var key = form["key"].ToString().Trim();
        return key.Length is 0 or > LongestKey ? Refuse(view.T["signin.empty"])
            : parts.Authenticate(key, Address(context)).TryGet(out var by, out _) ? by
            : Refuse(view.T["signin.wrong"]);
    }

    private Task SignOutAsync(HttpContext context)
    {
        if (OwnOrigin.Sent(context.Request) && context.Request.Cookies[CookieName] is { } token)
        {
            _sessions.End(token);
            context.Response.Cookies.Delete(CookieName, CookieSettings());
        }

        context.Response.Redirect("/sign-in");
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        return Task.CompletedTask;
    }

    private Administrator? WhoIs(Session session, HttpContext context)
    {
        if (session.ManagementKeyId is not { } id)
        {
            return Administrator.Operator(new AuditActor("operator") { Address = Address(context) });
        }

        return parts.Access.FindManagementKey(id) is { } key && parts.ManagementKeys.Authenticate(key, Address(context)).TryGet(out var by, out _) ? by : null;
    }

    private static RazorComponentResult<SignInPage> SignInForm(SiteView view, string? problem, string? link) =>
        PublicSite.Render<SignInPage>(problem is null ? StatusCodes.Status200OK : StatusCodes.Status403Forbidden, ("View", view), ("Problem", problem), ("Link", link));

    private static GatewayError Refuse(string message) => new(GatewayErrorCode.InvalidApiKey, message);

    private CookieOptions CookieSettings() => new()
    {
        HttpOnly = true,
        Secure = _isSecure,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        IsEssential = true,
    };
}

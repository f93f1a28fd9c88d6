using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using NextModel.Audit;
using NextModel.Errors;
using NextModel.Identity;
using NextModel.Web.Dashboard.Overview;
using NextModel.Web.Dashboard.Pages;
using NextModel.Web.Dashboard.Playground;
using NextModel.Web.Dashboard.Receipts;
using NextModel.Web.Dashboard.Zones;
using NextModel.Web.Localization;
using NextModel.Web.SignIn;
using NextModel.Web.Site;

namespace NextModel.Web.Dashboard;

/// <summary>Signing in, and the pages behind it. Every page asks anew who looks and what they may see; none writes.</summary>
public sealed class DashboardSite(PublicSite site, DashboardParts parts, SignInLinks links, string publicUrl, TimeProvider time) : IDisposable
{
    private const string CookieName = "nm_session";
    private const int LongestKey = 200;
    private const int LongestForm = 1024 * 1024;

    private readonly Sessions _sessions = new(time);
    private readonly SignInAttempts _attempts = new();
    private readonly ReceiptPages _receipts = new(parts, new ReceiptFeed(parts, time));
    private readonly PlaygroundPages _playground = new(parts.Playground);
    private readonly ZonePages _zones = new(publicUrl.StartsWith("https:", StringComparison.OrdinalIgnoreCase));
    private readonly bool _isSecure = publicUrl.StartsWith("https:", StringComparison.OrdinalIgnoreCase);

    public void Map(IEndpointRouteBuilder application)
    {
        var routes = application.MapGroup("").ExcludeFromDescription();
        foreach (var locale in Locale.All)
        {
            routes.MapGet(locale.Link("/sign-in"), context => ShowSignInAsync(context, locale));
            routes.MapPost(locale.Link("/sign-in"), context => SignInAsync(context, locale));
        }

        routes.MapPost("/sign-out", SignOutAsync);
        routes.MapGet("/dashboard", context => AnswerAsync(context, OverviewAsync));
        routes.MapGet("/dashboard/receipts", context => AnswerAsync(context, _receipts.ListAsync));
        routes.MapGet("/dashboard/receipts.csv", context => AnswerAsync(context, _receipts.CsvAsync));
        routes.MapGet("/dashboard/receipts/live", context => AnswerAsync(context, _receipts.LiveAsync));
        routes.MapGet("/dashboard/receipts/{id}", context => AnswerAsync(context, _receipts.DetailAsync));
        routes.MapGet("/dashboard/playground", context => AnswerAsync(context, _playground.ShowAsync));
        routes.MapPost("/dashboard/playground", context => AnswerFormAsync(context, _playground.SendAsync));
        routes.MapPost("/dashboard/playground/stream", context => AnswerFormAsync(context, _playground.StreamAsync));
        routes.MapPost("/dashboard/playground/estimate", context => AnswerFormAsync(context, _playground.EstimateAsync));
        routes.MapGet("/dashboard/time-zone", context => AnswerAsync(context, _zones.ShowAsync));
        routes.MapPost("/dashboard/time-zone", context => AnswerFormAsync(context, _zones.ChooseAsync));
        routes.MapGet("/dashboard/api-keys", context => AnswerAsync(context, (view, _) => ValueTask.FromResult<IResult>(Page<KeysPage>(view))));
    }

    public void Dispose() => _attempts.Dispose();

    private static string Address(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "";

    private static RazorComponentResult<T> Page<T>(DashboardView view, params ReadOnlySpan<(string Name, object? Value)> more)
        where T : Microsoft.AspNetCore.Components.IComponent => PublicSite.Render<T>(StatusCodes.Status200OK, [("View", view), .. more]);

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
        if (!IsOwn(context.Request))
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
        if (IsOwn(context.Request) && context.Request.Cookies[CookieName] is { } token)
        {
            _sessions.End(token);
            context.Response.Cookies.Delete(CookieName, CookieSettings());
        }

        context.Response.Redirect("/sign-in");
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        return Task.CompletedTask;
    }

    private async Task AnswerAsync(HttpContext context, Func<DashboardView, HttpContext, ValueTask<IResult>> answer)
    {
        var token = context.Request.Cookies[CookieName];
        if (_sessions.Find(token) is not { } session || WhoIs(session, context) is not { } by)
        {
            context.Response.Redirect("/sign-in");
            return;
        }

        var siteView = site.Begin(context, session.Locale);
        context.Response.Headers.CacheControl = "no-store";
        var organizations = parts.Directory.Organizations.Where(one => one.ArchivedAt is null && by.Sees(one.Id, null)).OrderBy(one => one.Name, StringComparer.Ordinal).ToList();
        var wanted = context.Request.Query["organization"].ToString();
        var organization = wanted.Length > 0 ? organizations.Find(one => one.Name == wanted || one.Id == wanted) : organizations.FirstOrDefault();
        var result = organization is null
            ? PublicSite.NotFound(siteView)
            : await answer(
                new DashboardView
                {
                    Site = siteView,
                    By = by,
                    Organization = organization,
                    Organizations = organizations,
                    Directory = parts.Directory,
                    Zone = ViewerZone.Read(context.Request),
                    Here = context.Request.Path + context.Request.QueryString,
                    IsCurrent = () => _sessions.Peek(token) is { } then && WhoIs(then, context) is { } still && still.Sees(organization.Id, by.TeamId) && still.TeamId == by.TeamId,
                },
                context);
        await result.ExecuteAsync(context);
    }

    // A form is sent from a page of ours, or not at all.
    private Task AnswerFormAsync(HttpContext context, Func<DashboardView, HttpContext, ValueTask<IResult>> answer)
    {
        if (IsOwn(context.Request) && context.Request is { HasFormContentType: true, ContentLength: <= LongestForm })
        {
            return AnswerAsync(context, answer);
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
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

    private async ValueTask<IResult> OverviewAsync(DashboardView view, HttpContext context)
    {
        var period = Period.Read(context.Request.Query["period"], view.Site.Now, view.Zone);
        return Page<OverviewPage>(
            view,
            ("Period", period),
            ("Report", await SpendReport.ReadAsync(parts.Reports(), view, period, context.RequestAborted)),
            ("Latency", await LatencySample.ReadAsync(parts.Reports(), view.Scope, period, context.RequestAborted)));
    }

    private static RazorComponentResult<SignInPage> SignInForm(SiteView view, string? problem, string? link) =>
        PublicSite.Render<SignInPage>(problem is null ? StatusCodes.Status200OK : StatusCodes.Status403Forbidden, ("View", view), ("Problem", problem), ("Link", link));

    private static GatewayError Refuse(string message) => new(GatewayErrorCode.InvalidApiKey, message);

    // Browsers say where a form was sent from; what is no browser cannot be led to send one.
    private static bool IsOwn(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0
            ? request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none"
            : Uri.TryCreate(origin, UriKind.Absolute, out var from) && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
    }

    private CookieOptions CookieSettings() => new()
    {
        HttpOnly = true,
        Secure = _isSecure,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        IsEssential = true,
    };
}

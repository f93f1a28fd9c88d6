using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using NextModel.Web.Dashboard.Admin;
using NextModel.Web.Dashboard.Forms;
using NextModel.Web.Dashboard.Pages;
using NextModel.Web.Dashboard.Zones;
using NextModel.Web.SignIn;
using NextModel.Web.Site;

namespace NextModel.Web.Dashboard;

/// <summary>Maps pages and forms behind the sign-in. Every request asks anew who looks and what they may see.</summary>
internal sealed class DashboardRoutes(
    IEndpointRouteBuilder routes, PublicSite site, SignInDesk desk, DashboardParts parts, IReadOnlyList<DashboardSection> sections)
{
    /// <summary>Most bytes of a form without files.</summary>
    public const long MaxFormBytes = 512 * 1024;

    private const string Root = "/dashboard";

    /// <summary>Maps a page.</summary>
    /// <param name="section">What it is part of.</param>
    /// <param name="path">Below the section's path: empty, or <c>/{id}</c>.</param>
    /// <param name="answer">Makes the page.</param>
    public void Get(DashboardSection section, string path, Func<DashboardView, HttpContext, ValueTask<IResult>> answer) =>
        routes.MapMethods(Root + section.Path + path, [HttpMethods.Get, HttpMethods.Head], context => AnswerAsync(context, section, answer));

    /// <summary>Maps what a form does.</summary>
    /// <param name="section">What it is part of.</param>
    /// <param name="path">As above.</param>
    /// <param name="act">Does it, and leads on to a page or shows the form again.</param>
    /// <param name="maxBytes">Most bytes that are sent.</param>
    public void Post(DashboardSection section, string path, Func<DashboardPost, ValueTask<IResult>> act, long maxBytes = MaxFormBytes) =>
        routes.MapPost(Root + section.Path + path, context => AnswerAsync(context, section, (view, _) => ReadAsync(view, context, act, maxBytes)));

    private async Task AnswerAsync(HttpContext context, DashboardSection section, Func<DashboardView, HttpContext, ValueTask<IResult>> answer)
    {
        if (await desk.FindAsync(context) is not { } browser)
        {
            var asked = HttpMethods.IsGet(context.Request.Method) ? ReturnPath.Read(context.Request.Path + context.Request.QueryString) : null;
            context.Response.Redirect("/sign-in" + (asked is null or Root ? "" : "?to=" + Uri.EscapeDataString(asked)));
            return;
        }

        var siteView = site.Begin(context, ZonePages.LocaleOf(context.Request, browser.Session.From.Locale));
        context.Response.Headers.CacheControl = "no-store";
        var organizations = parts.Directory.Organizations.Where(one => one.ArchivedAt is null && browser.Places.Any(place => place.Sees(one.Id, null)))
            .OrderBy(one => one.Name, StringComparer.Ordinal).ToList();
        var wanted = context.Request.Query["organization"].ToString();
        var organization = wanted.Length > 0 ? organizations.Find(one => one.Name == wanted || one.Id == wanted) : organizations.FirstOrDefault();
        if (organization is null)
        {
            await PublicSite.NotFound(siteView).ExecuteAsync(context);
            return;
        }

        // Somebody with roles in several teams looks with one of them at a time, the widest unless they say.
        var there = browser.Places.Where(place => place.Sees(organization.Id, null)).ToList();
        var team = context.Request.Query["team"].ToString();
        var by = there.Find(place => team.Length > 0 && place.TeamId == team) ?? there[0];
        var admin = new AdminClient(parts.Admin, by, context.RequestAborted);
        var view = new DashboardView
        {
            Site = siteView,
            By = by,
            Places = there,
            Account = browser.Account,
            Session = browser.Session,
            From = desk.From(context, browser.Session.From.Locale),
            ConnectToken = SingleSignOnDesk.ConnectToken(browser.Token),
            Organization = organization,
            Organizations = organizations,
            Directory = parts.Directory,
            Zone = ViewerZone.Read(context.Request),
            Here = context.Request.Path + context.Request.QueryString,
            IsCurrent = async () => (await desk.PeekAsync(context)).Any(still => still.Sees(organization.Id, by.TeamId) && still.TeamId == by.TeamId),
            Admin = admin,
            Gone = context.RequestAborted,
            FormToken = FormToken.Of(browser.Token),
            Notice = HttpMethods.IsGet(context.Request.Method) ? Notice.Take(context, siteView.T) : null,
            Sections = [.. sections.Where(one => one.Needs is not var (method, path) || admin.May(method, path))],
        };
        var result = section.Needs is var (needed, of) && admin.WhyNot(needed, of) is { } reason
            ? view.Page<RefusedPage>(StatusCodes.Status403Forbidden, ("Section", section), ("Reason", view.T["refused.role"]), ("Detail", reason))
            : await answer(view, context);
        await result.ExecuteAsync(context);
    }

    private static async ValueTask<IResult> ReadAsync(DashboardView view, HttpContext context, Func<DashboardPost, ValueTask<IResult>> act, long maxBytes)
    {
        var request = context.Request;
        if (!OwnOrigin.Sent(request))
        {
            return Refuse(view, StatusCodes.Status403Forbidden, "refused.foreign");
        }

        if (request.ContentLength is not { } length || length > maxBytes)
        {
            return Refuse(view, StatusCodes.Status413PayloadTooLarge, "refused.large");
        }

        if (!request.HasFormContentType)
        {
            return Refuse(view, StatusCodes.Status415UnsupportedMediaType, "refused.foreign");
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = maxBytes + 1;
        }

        IFormCollection sent;
        try
        {
            sent = await request.ReadFormAsync(new FormOptions { ValueLengthLimit = (int)Math.Min(maxBytes, MaxFormBytes), MultipartBodyLengthLimit = maxBytes }, context.RequestAborted);
        }
        catch (InvalidDataException)
        {
            return Refuse(view, StatusCodes.Status400BadRequest, "refused.large");
        }

        return FormToken.AreSame(sent[FormToken.Field].ToString(), view.FormToken)
            ? await act(new DashboardPost(view, context, sent))
            : Refuse(view, StatusCodes.Status403Forbidden, "refused.token");
    }

    private static IResult Refuse(DashboardView view, int status, string reason) =>
        view.Page<RefusedPage>(status, ("Section", null), ("Reason", view.T[reason]), ("Detail", ""));
}

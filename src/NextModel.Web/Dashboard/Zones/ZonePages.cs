using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using NextModel.Web.Localization;
using NextModel.Web.Site;

namespace NextModel.Web.Dashboard.Zones;

/// <summary>Choosing the language of pages and the time zone that times are shown in: a form, for browsers that tell none and readers who want another.</summary>
internal sealed class ZonePages(bool isSecure)
{
    private const string LanguageCookie = "nm_language";

    /// <summary>Where a reader goes back to, when they came from no page of the dashboard.</summary>
    private const string Home = "/dashboard";

    private static readonly TimeSpan Kept = TimeSpan.FromDays(365);

    /// <summary>The language a reader chose; else that of the page they signed in on.</summary>
    public static Locale LocaleOf(HttpRequest request, string signedInWith) =>
        Find(request.Cookies[LanguageCookie]) ?? Find(signedInWith) ?? Locale.English;

    public static ValueTask<IResult> ShowAsync(DashboardView view, HttpContext context) => ValueTask.FromResult<IResult>(Form(view, context.Request.Query["back"], null, view.Zone.Id));

    public async ValueTask<IResult> ChooseAsync(DashboardView view, HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (id, back) = (form["zone"].ToString(), form["back"].ToString());
        if (ViewerZone.Find(id) is not { } zone)
        {
            return Form(view, back, "zone.unknown", id);
        }

        var kept = new CookieOptions { Path = Home, MaxAge = Kept, SameSite = SameSiteMode.Lax, Secure = isSecure, IsEssential = true };

        // The script of the page reads it, so that it does not overwrite a choice.
        context.Response.Cookies.Append(ViewerZone.CookieName, zone.Id, kept);
        if (Find(form["language"]) is { } language)
        {
            context.Response.Cookies.Append(LanguageCookie, language.Id, kept);
        }

        return new SeeOther(Own(back));
    }

    private static RazorComponentResult<ZonePage> Form(DashboardView view, string? back, string? problem, string zone) => PublicSite.Render<ZonePage>(
        problem is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest, ("View", view), ("Back", Own(back)), ("Problem", problem), ("Chosen", zone));

    private static Locale? Find(string? id) => Locale.All.FirstOrDefault(one => one.Id == id);

    // Only pages of the dashboard: a link may not lead anywhere else through here.
    private static string Own(string? back) =>
        back is { Length: <= 2000 } && (back == Home || back.StartsWith(Home + "/", StringComparison.Ordinal) || back.StartsWith(Home + "?", StringComparison.Ordinal))
        && !back.Contains('\\', StringComparison.Ordinal) && !back.Any(char.IsControl)
            ? back : Home;
}

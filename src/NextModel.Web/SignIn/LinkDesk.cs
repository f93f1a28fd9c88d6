using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using NextModel.Accounts;
using NextModel.Errors;
using NextModel.Web.Dashboard;
using NextModel.Web.Localization;
using NextModel.Web.Site;

namespace NextModel.Web.SignIn;

/// <summary>What the links of invitations and resets lead to. Opening one changes nothing: a preview of it must not use it up.</summary>
internal sealed class LinkDesk(DashboardParts parts, SignInParts signIn, SignInDesk desk, SessionCookie cookie)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (var locale in Locale.All)
        {
            routes.MapMethods(locale.Link("/join"), [HttpMethods.Get, HttpMethods.Head], context => ShowInvitationAsync(context, locale, context.Request.Query["invitation"].ToString(), null));
            routes.MapPost(locale.Link("/join"), context => JoinAsync(context, locale));
            routes.MapMethods(locale.Link("/reset"), [HttpMethods.Get, HttpMethods.Head], context => ShowResetAsync(context, locale, context.Request.Query["link"].ToString(), null));
            routes.MapPost(locale.Link("/reset"), context => ResetAsync(context, locale));
        }
    }

    private async Task ShowInvitationAsync(HttpContext context, Locale locale, string token, string? problem)
    {
        var view = desk.Begin(context, locale);
        if (await signIn.Invitations.FindOpenAsync(token, context.RequestAborted) is not { } invitation)
        {
            await Page(view, AccountRefusals.LinkUnusable).ExecuteAsync(context);
            return;
        }

        await PublicSite.Render<JoinPage>(
            problem is null ? StatusCodes.Status200OK : StatusCodes.Status403Forbidden,
            ("View", view), ("Token", token), ("Invitation", invitation), ("Place", Place(invitation)), ("Problem", problem),
            ("HasAccount", await signIn.Invitations.HasAccountAsync(invitation, context.RequestAborted)),
            ("IsSignedIn", (await desk.FindAccountAsync(context))?.Email == invitation.Email)).ExecuteAsync(context);
    }

    private async Task JoinAsync(HttpContext context, Locale locale)
    {
        var view = desk.Begin(context, locale);
        var (form, problem) = await SentSecrets.ReadAsync(context, cookie.IsSecure);
        if (form is null)
        {
            await PublicSite.Render<LinkProblemPage>(StatusCodes.Status403Forbidden, ("View", view), ("Problem", view.T[problem])).ExecuteAsync(context);
            return;
        }

        var (token, from) = (form["invitation"].ToString(), desk.From(context, locale.Id));
        if (await signIn.SignIns.TryFromAsync(from, context.RequestAborted) is { } wait)
        {
            await Page(view, wait).ExecuteAsync(context);
            return;
        }

        var own = await desk.FindAccountAsync(context);
        var password = form["password"].ToString();
        var joined = own is not null && password.Length == 0
            ? await signIn.Invitations.AcceptAsync(token, own, from, context.RequestAborted)
            : await signIn.Invitations.AcceptAsync(token, password, from, context.RequestAborted);
        if (!joined.TryGet(out var account, out var refusal))
        {
            await ShowInvitationAsync(context, locale, token, SignInDesk.Say(view.T, refusal));
            return;
        }

        await signIn.SignIns.SucceededFromAsync(from, context.RequestAborted);
        if (own is null && (await signIn.SignIns.ByPasswordAsync(account.Email, password, from, context.RequestAborted)).TryGet(out var done, out _))
        {
            await desk.TakeAsync(context, done);
        }

        await new SeeOther("/dashboard").ExecuteAsync(context);
    }

    private async Task ShowResetAsync(HttpContext context, Locale locale, string token, string? problem)
    {
        var view = desk.Begin(context, locale);
        if (await signIn.Accounts.FindByResetAsync(token, context.RequestAborted) is not { } account)
        {
            await Page(view, AccountRefusals.LinkUnusable).ExecuteAsync(context);
            return;
        }

        await PublicSite.Render<ResetPage>(
            problem is null ? StatusCodes.Status200OK : StatusCodes.Status403Forbidden,
            ("View", view), ("Token", token), ("Email", account.Email), ("Problem", problem)).ExecuteAsync(context);
    }

    private async Task ResetAsync(HttpContext context, Locale locale)
    {
        var view = desk.Begin(context, locale);
        var (form, problem) = await SentSecrets.ReadAsync(context, cookie.IsSecure);
        if (form is null)
        {
            await PublicSite.Render<LinkProblemPage>(StatusCodes.Status403Forbidden, ("View", view), ("Problem", view.T[problem])).ExecuteAsync(context);
            return;
        }

        var (token, from) = (form["link"].ToString(), desk.From(context, locale.Id));
        if (await signIn.SignIns.TryFromAsync(from, context.RequestAborted) is { } wait)
        {
            await Page(view, wait).ExecuteAsync(context);
            return;
        }

        if (!(await signIn.Accounts.ResetAsync(token, form["password"].ToString(), from, context.RequestAborted)).TryGet(out _, out var refusal))
        {
            await ShowResetAsync(context, locale, token, SignInDesk.Say(view.T, refusal));
            return;
        }

        await signIn.SignIns.SucceededFromAsync(from, context.RequestAborted);
        await new SeeOther(locale.Link("/sign-in") + "?done=reset").ExecuteAsync(context);
    }

    private string Place(Invitation invitation)
    {
        var organization = parts.Directory.FindOrganization(invitation.OrganizationId)?.Name ?? "";
        return invitation.TeamId is { } team && parts.Directory.FindTeam(team) is { } found ? $"{organization}, {found.Name}" : organization;
    }

    private static RazorComponentResult<LinkProblemPage> Page(SiteView view, GatewayError refusal) => PublicSite.Render<LinkProblemPage>(
        refusal.RetryAfter is null ? StatusCodes.Status404NotFound : StatusCodes.Status429TooManyRequests, ("View", view), ("Problem", SignInDesk.Say(view.T, refusal)));
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using NextModel.Accounts;
using NextModel.Web.Localization;
using NextModel.Web.Site;

namespace NextModel.Web.SignIn;

/// <summary>The second step of signing in: a code of an app, or a recovery code. The session that waits for it sees nothing else.</summary>
internal sealed class SecondFactorDesk(SignInParts signIn, SignInDesk desk, SessionCookie cookie)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (var locale in Locale.All)
        {
            routes.MapMethods(locale.Link("/sign-in/code"), [HttpMethods.Get, HttpMethods.Head], context => ShowAsync(context, locale));
            routes.MapPost(locale.Link("/sign-in/code"), context => SendAsync(context, locale));
        }
    }

    private async Task ShowAsync(HttpContext context, Locale locale)
    {
        var view = desk.Begin(context, locale);
        if (await PendingAsync(context) is null)
        {
            SignInDesk.Lead(context, locale.Link("/sign-in"));
            return;
        }

        await Page(view, null, ReturnPath.Read(context.Request.Query["to"])).ExecuteAsync(context);
    }

    private async Task SendAsync(HttpContext context, Locale locale)
    {
        var view = desk.Begin(context, locale);
        var (form, problem) = await SentSecrets.ReadAsync(context, cookie.IsSecure);
        if (form is null)
        {
            await Page(view, view.T[problem], null).ExecuteAsync(context);
            return;
        }

        var to = ReturnPath.Read(form["to"]);
        if (await PendingAsync(context) is not { } pending)
        {
            await desk.Page(view, SignInDesk.Say(view.T, AccountRefusals.SessionOver), to).ExecuteAsync(context);
            return;
        }

        var from = desk.From(context, locale.Id);
        if (!(await signIn.SignIns.BySecondFactorAsync(pending, form["code"].ToString(), from, context.RequestAborted)).TryGet(out var done, out var refusal))
        {
            await Page(view, SignInDesk.Say(view.T, refusal), to).ExecuteAsync(context);
            return;
        }

        if (!await desk.MayAnythingAsync(done.Session, from, context.RequestAborted))
        {
            await signIn.Sessions.EndAsync(done.Session, context.RequestAborted);
            await desk.Page(view, SignInDesk.Say(view.T, AccountRefusals.NoMembership), to).ExecuteAsync(context);
            return;
        }

        await desk.TakeAsync(context, done);
        SignInDesk.Lead(context, to ?? "/dashboard");
    }

    private async ValueTask<AccountSession?> PendingAsync(HttpContext context) =>
        await signIn.Sessions.FindAsync(cookie.Read(context.Request), context.RequestAborted) is { IsPending: true } pending ? pending : null;

    private static RazorComponentResult<CodePage> Page(SiteView view, string? problem, string? to) => PublicSite.Render<CodePage>(
        problem is null ? StatusCodes.Status200OK : StatusCodes.Status403Forbidden, ("View", view), ("Problem", problem), ("To", to));
}

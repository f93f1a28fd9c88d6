using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NextModel.Accounts;
using NextModel.Errors;
using NextModel.Web.Dashboard.Forms;
using NextModel.Web.Localization;
using NextModel.Web.Site;

namespace NextModel.Web.SignIn;

/// <summary>Signing in at an identity provider: the way there, and what becomes of whoever comes back.</summary>
internal sealed class SingleSignOnDesk
{
    private const string To = "to";
    private const string Language = "locale";
    private const string Connect = "connect";

    private readonly SignInParts _signIn;
    private readonly SignInDesk _desk;
    private readonly SingleSignOn _provider;

    public SingleSignOnDesk(SignInParts signIn, SignInDesk desk, SingleSignOn provider)
    {
        (_signIn, _desk, _provider) = (signIn, desk, provider);
        provider.Received = TakeAsync;
        provider.Refused = RefuseAsync;
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (var locale in Locale.All)
        {
            routes.MapGet(locale.Link("/sign-in/sso"), context => LeaveAsync(context, locale));
        }

        routes.MapGet(SingleSignOn.CallbackPath, ReturnAsync);
    }

    /// <summary>What a link that connects the identity of a provider to one's account must carry, so that no other site can make somebody follow it.</summary>
    public static string ConnectToken(string sessionToken) => FormToken.Of(sessionToken + "|connect");

    private async Task LeaveAsync(HttpContext context, Locale locale)
    {
        var view = _desk.Begin(context, locale);
        if (await _provider.OpenAsync(context) is not { } handler)
        {
            await PublicSite.NotFound(view).ExecuteAsync(context);
            return;
        }

        var properties = new AuthenticationProperties();
        properties.Items[Language] = locale.Id;
        properties.Items[To] = ReturnPath.Read(context.Request.Query["to"]);
        if (context.Request.Query[Connect].ToString() is { Length: > 0 } token)
        {
            if (await _desk.FindAsync(context) is not { Account: not null } browser || !FormToken.AreSame(token, ConnectToken(browser.Token)))
            {
                await RefuseAsync(context, locale, AccountRefusals.SessionOver);
                return;
            }

            properties.Items[Connect] = browser.Session.Id;
        }

        try
        {
            await handler.ChallengeAsync(properties);
        }
        catch (Exception error) when (error is InvalidOperationException or IOException or HttpRequestException)
        {
            // The discovery document cannot be had; the log has why.
            await RefuseAsync(context, locale, null);
        }
    }

    private async Task ReturnAsync(HttpContext context)
    {
        var view = _desk.Begin(context, Locale.English);
        if (await _provider.OpenAsync(context) is not { } handler || !await handler.HandleRequestAsync())
        {
            await PublicSite.NotFound(view).ExecuteAsync(context);
        }
    }

    private async Task TakeAsync(TicketReceivedContext ticket)
    {
        ticket.HandleResponse();
        var context = ticket.HttpContext;
        var items = ticket.Properties!.Items;
        var locale = Locale.All.FirstOrDefault(one => one.Id == items[Language]) ?? Locale.English;
        var from = _desk.From(context, locale.Id);
        var identity = Identity(ticket.Principal!);
        var result = items.TryGetValue(Connect, out var sessionId) && sessionId is not null
            ? await ConnectAsync(context, sessionId, identity, from)
            : await _signIn.Identities.FindOrMakeAsync(identity, from, context.RequestAborted);
        if (!result.TryGet(out var account, out var refusal))
        {
            await RefuseAsync(context, locale, refusal);
            return;
        }

        if (sessionId is not null)
        {
            SignInDesk.Lead(context, "/dashboard/account");
            return;
        }

        if (_signIn.Access.Places(account, from).Count == 0)
        {
            await RefuseAsync(context, locale, AccountRefusals.NoMembership);
            return;
        }

        if (!(await _signIn.SignIns.ByIdentityAsync(account, from, context.RequestAborted)).TryGet(out var done, out refusal))
        {
            await RefuseAsync(context, locale, refusal);
            return;
        }

        await _desk.TakeAsync(context, done);
        SignInDesk.Lead(context, ReturnPath.Read(items[To]) ?? "/dashboard");
    }

    // The browser that comes back must still be signed in with the session that left.
    private async ValueTask<Result<Account>> ConnectAsync(HttpContext context, string sessionId, ExternalIdentity identity, SignInPlace from) =>
        await _desk.FindAsync(context) is { Account: { } account } browser && browser.Session.Id == sessionId
            ? await _signIn.Identities.ConnectAsync(account, identity, from, context.RequestAborted)
            : AccountRefusals.SessionOver;

    private Task RefuseAsync(HandleRequestContext<RemoteAuthenticationOptions> failure)
    {
        failure.HandleResponse();
        return RefuseAsync(failure.HttpContext, Locale.English, null);
    }

    private Task RefuseAsync(HttpContext context, Locale locale, GatewayError? refusal)
    {
        var view = _desk.Begin(context, locale);
        return _desk.Page(view, refusal is null ? view.T["problem.sso"] : SignInDesk.Say(view.T, refusal)).ExecuteAsync(context);
    }

    private ExternalIdentity Identity(ClaimsPrincipal principal) => new(
        _provider.Provider!.Issuer,
        principal.FindFirst("sub")!.Value,
        SignIns.AddressOf(principal.FindFirst("email")?.Value ?? ""),
        string.Equals(principal.FindFirst("email_verified")?.Value, "true", StringComparison.OrdinalIgnoreCase));
}

using Microsoft.AspNetCore.Http;
using NextModel.Accounts;
using NextModel.Errors;
using NextModel.Web.Dashboard.Forms;
using NextModel.Web.Dashboard.Pages;
using NextModel.Web.SignIn;

namespace NextModel.Web.Dashboard.Sections;

/// <summary>One's own account: password, second factor, where one is signed in. Not through the admin API: it is nobody else's to administer.</summary>
internal sealed class AccountSection(SignInParts signIn, SingleSignOn provider) : DashboardSection(DashboardGroup.Record, "/account", "dash.account")
{
    /// <summary>Names of its forms.</summary>
    public const string Password = "password";
    public const string AddFactor = "add-factor";
    public const string RemoveFactor = "remove-factor";
    public const string RenewCodes = "renew-codes";

    internal override void Map(DashboardRoutes routes)
    {
        routes.Get(this, "", (view, _) => ShowAsync(view, null));
        routes.Post(this, "/password", ChangePasswordAsync);
        routes.Post(this, "/second-factor", AddFactorAsync);
        routes.Post(this, "/second-factor/remove", RemoveFactorAsync);
        routes.Post(this, "/second-factor/codes", RenewCodesAsync);
        routes.Post(this, "/sessions", EndOthersAsync);
        routes.Post(this, "/sessions/{id}", EndOneAsync);
    }

    private async ValueTask<IResult> ChangePasswordAsync(DashboardPost post)
    {
        var (view, form) = (post.View, post.Read(Password));
        if (view.Account is not { } account)
        {
            return view.NotFound();
        }

        var changed = await signIn.Accounts.ChangePasswordAsync(account, view.Session, form["password"], form["new_password"], view.From, view.Gone);
        return changed.TryGet(out _, out var refusal)
            ? post.Done("/account", "notice.password.changed")
            : await RefuseAsync(view, form, refusal, refusal.Param == "password" ? "new_password" : "password");
    }

    private async ValueTask<IResult> AddFactorAsync(DashboardPost post)
    {
        var (view, form) = (post.View, post.Read(AddFactor));
        if (view.Account is not { } account)
        {
            return view.NotFound();
        }

        var added = await signIn.Accounts.AddSecondFactorAsync(account, view.Session, form["password"], form["code"], view.From, view.Gone);
        return added.TryGet(out var shown, out var refusal)
            ? view.Page<RecoveryCodesPage>(("Codes", shown.Codes), ("IsRenewed", false))
            : await RefuseAsync(view, form, refusal, FieldOf(refusal));
    }

    private async ValueTask<IResult> RemoveFactorAsync(DashboardPost post)
    {
        var (view, form) = (post.View, post.Read(RemoveFactor));
        if (view.Account is not { } account)
        {
            return view.NotFound();
        }

        var removed = await signIn.Accounts.RemoveSecondFactorAsync(account, view.Session, form["password"], form["code"], view.From, view.Gone);
        return removed.TryGet(out _, out var refusal) ? post.Done("/account", "notice.factor.removed") : await RefuseAsync(view, form, refusal, FieldOf(refusal));
    }

    private async ValueTask<IResult> RenewCodesAsync(DashboardPost post)
    {
        var (view, form) = (post.View, post.Read(RenewCodes));
        if (view.Account is not { } account)
        {
            return view.NotFound();
        }

        var renewed = await signIn.Accounts.RenewRecoveryCodesAsync(account, view.Session, form["password"], form["code"], view.From, view.Gone);
        return renewed.TryGet(out var shown, out var refusal)
            ? view.Page<RecoveryCodesPage>(("Codes", shown.Codes), ("IsRenewed", true))
            : await RefuseAsync(view, form, refusal, FieldOf(refusal));
    }

    private ValueTask<IResult> EndOthersAsync(DashboardPost post) => EndAsync(post, null, post.View.Session.Id);

    private ValueTask<IResult> EndOneAsync(DashboardPost post) => EndAsync(post, post.Id, null);

    private async ValueTask<IResult> EndAsync(DashboardPost post, string? only, string? kept)
    {
        if (post.View.Account is not { } account)
        {
            return post.View.NotFound();
        }

        await signIn.Sessions.EndAllAsync(SignIns.ActorOf(account, post.View.From), account.Id, only, kept, post.View.Gone);
        return post.Done("/account", "notice.sessions.ended");
    }

    private async ValueTask<IResult> RefuseAsync(DashboardView view, Form form, GatewayError refusal, string field)
    {
        form.Refuse(field, SignInDesk.Say(view.T, refusal));
        return await ShowAsync(view, form);
    }

    private async ValueTask<IResult> ShowAsync(DashboardView view, Form? refused)
    {
        if (view.Account is not { } account)
        {
            return view.Page<NoAccountPage>();
        }

        var forms = new Dictionary<string, Form>(StringComparer.Ordinal)
        {
            [Password] = new(Password) { ["password"] = "", ["new_password"] = "" },
            [AddFactor] = new(AddFactor) { ["password"] = "", ["code"] = "" },
            [RemoveFactor] = new(RemoveFactor) { ["password"] = "", ["code"] = "" },
            [RenewCodes] = new(RenewCodes) { ["password"] = "", ["code"] = "" },
        };
        if (refused is not null)
        {
            forms[refused.Name] = refused;
        }

        return view.Page<AccountPage>(
            refused?.Status ?? StatusCodes.Status200OK,
            ("Account", account),
            ("Sessions", await signIn.Sessions.ListAsync(account.Id, view.Gone)),
            ("Secret", account.HasSecondFactor ? [] : signIn.SecondFactors.Offer(account, view.Session)),
            ("RecoveryCodes", await signIn.Accounts.CountRecoveryCodesAsync(account.Id, view.Gone)),
            ("Issuers", await signIn.Accounts.ListIssuersAsync(account.Id, view.Gone)),
            ("Provider", provider.Provider),
            ("Forms", forms));
    }

    private static string FieldOf(GatewayError refusal) => refusal.WireCode == AccountRefusals.WrongCode.WireCode ? "code" : "password";
}

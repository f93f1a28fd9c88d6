using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using NextModel.Web.Dashboard.Admin;
using NextModel.Web.Dashboard.Forms;
using NextModel.Web.Dashboard.Lists;
using NextModel.Web.Dashboard.Pages;
using NextModel.Web.Dashboard.Removals;

namespace NextModel.Web.Dashboard.Sections;

/// <summary>Who is a member with which role; inviting, changing, removing, and helping somebody who cannot get in.</summary>
internal sealed class MembersSection() : DashboardSection(DashboardGroup.Record, "/members", "dash.members")
{
    /// <summary>Names of the forms of the page of one member.</summary>
    public const string Role = "role";
    public const string Reset = "reset";
    public const string Access = "access";
    public const string Invite = "invite";

    private const int Most = 500;

    internal override void Map(DashboardRoutes routes)
    {
        routes.Get(this, "", (view, context) => ListAsync(view, context, null));
        routes.Post(this, "", InviteAsync);
        routes.Post(this, "/invitations/{id}/withdraw", WithdrawAsync);
        routes.Get(this, "/{id}", (view, context) => ShowAsync(view, context.Request.RouteValues["id"] as string ?? "", null));
        routes.Post(this, "/{id}", ChangeAsync);
        new Removal(this, "/{id}", "remove", "/members/{id}")
        {
            Title = "member.remove",
            Lead = "member.remove.lead",
            Notice = "notice.member.removed",
            Dependents = Dependents.OfMemberAsync,
            Name = (_, json) => json.Text("email"),
        }.Map(routes);
        routes.Post(this, "/{id}/reset", ResetAsync);
        routes.Post(this, "/{id}/access", SetAccessAsync);
        routes.Post(this, "/{id}/sign-out", SignOutAsync);
    }

    private async ValueTask<IResult> ListAsync(DashboardView view, HttpContext context, Form? refused)
    {
        var members = await view.Admin.ListAsync("/members", Most, ("organization", view.Organization.Id));
        var invitations = view.Admin.May("GET", "/invitations")
            ? await view.Admin.ListAsync("/invitations", Most, ("organization", view.Organization.Id))
            : [];
        var form = refused ?? new Form(Invite) { ["email"] = "", ["role"] = "viewer", ["team"] = view.By.TeamId ?? "" };
        return view.Page<MembersPage>(
            form.Status, ("Members", members), ("Listing", Listing.Of(context, Path, members, one => [one.Text("email")])), ("Invitations", (IReadOnlyList<AdminObject>)[.. invitations.Where(one => one.Text("state") == "open")]), ("Form", form));
    }

    private async ValueTask<IResult> InviteAsync(DashboardPost post)
    {
        var (view, form) = (post.View, post.Read(Invite));
        var body = new JsonObject { ["organization"] = view.Organization.Id, ["email"] = form["email"].Trim(), ["role"] = form["role"] };
        if (form.Has("team"))
        {
            body["team"] = form["team"];
        }

        var reply = await view.Admin.PostAsync("/invitations", body);
        return reply.Refusal is { } refusal
            ? await ListAsync(view, post.Context, form.Refuse(refusal))
            : view.Page<MadeLinkPage>(("Link", reply.Body.Text("link")), ("Email", reply.Body.Text("email")), ("ExpiresAt", reply.Body.Instant("expires_at")), ("IsReset", false));
    }

    private async ValueTask<IResult> WithdrawAsync(DashboardPost post)
    {
        var reply = await post.View.Admin.DeleteAsync("/invitations/{id}", post.Id, "*");
        return reply.IsMissing ? post.View.NotFound()
            : reply.Refusal is { } refusal ? await ListAsync(post.View, post.Context, new Form(Invite) { ["email"] = "", ["role"] = "viewer", ["team"] = "" }.Refuse(refusal))
            : post.Done("/members", "notice.invitation.withdrawn", reply.Body.Text("email"));
    }

    private static async ValueTask<IResult> ChangeAsync(DashboardPost post)
    {
        var form = post.Read(Role);
        var reply = await post.View.Admin.ChangeAsync("PATCH", "/members/{id}", post.Id, form.Version, new JsonObject { ["role"] = form["role"] });
        return await EndAsync(post, form, reply, "notice.member.changed");
    }

    private static async ValueTask<IResult> ResetAsync(DashboardPost post)
    {
        var form = post.Read(Reset);
        if (await AccountOfAsync(post) is not { } account)
        {
            return post.View.NotFound();
        }

        var reply = await post.View.Admin.PostAsync("/accounts/{id}/reset", new JsonObject { ["remove_second_factor"] = form.Has("remove_second_factor") }, account);
        return reply.Refusal is { } refusal
            ? await ShowAsync(post.View, post.Id, form.Refuse(refusal))
            : post.View.Page<MadeLinkPage>(("Link", reply.Body.Text("link")), ("Email", ""), ("ExpiresAt", reply.Body.Instant("expires_at")), ("IsReset", true));
    }

    private static async ValueTask<IResult> SetAccessAsync(DashboardPost post)
    {
        var form = post.Read(Access);
        if (await AccountOfAsync(post) is not { } account)
        {
            return post.View.NotFound();
        }

        var disabled = form["disabled"] == "true";
        var reply = await post.View.Admin.ChangeAsync("PATCH", "/accounts/{id}", account, form.Version, new JsonObject { ["disabled"] = disabled });
        return await EndAsync(post, form, reply, disabled ? "notice.account.disabled" : "notice.account.enabled", changed: account);
    }

    private static async ValueTask<IResult> SignOutAsync(DashboardPost post)
    {
        var form = post.Read(Access);
        return await AccountOfAsync(post) is { } account
            ? await EndAsync(post, form, await post.View.Admin.DeleteAsync("/accounts/{id}/sessions", account, "*"), "notice.account.signedout")
            : post.View.NotFound();
    }

    private static async ValueTask<string?> AccountOfAsync(DashboardPost post) =>
        (await post.View.Admin.GetOneAsync("/members/{id}", post.Id)).Body.Text("account_id") is { Length: > 0 } account ? account : null;

    // Who was faster is asked of what is changed: the member, unless it is the account.
    private static async ValueTask<IResult> EndAsync(DashboardPost post, Form form, AdminReply reply, string notice, string? changed = null)
    {
        if (reply.Refusal is not { } refusal)
        {
            return post.Done("/members/" + Uri.EscapeDataString(post.Id), notice, (await post.View.Admin.GetOneAsync("/members/{id}", post.Id)).Body.Text("email"));
        }

        return reply.IsMissing ? post.View.NotFound()
            : reply.IsStale ? await ShowAsync(post.View, post.Id, form, await StaleEdit.ReadAsync(post.View, changed ?? post.Id))
            : await ShowAsync(post.View, post.Id, form.Refuse(refusal));
    }

    private static async ValueTask<IResult> ShowAsync(DashboardView view, string id, Form? refused, StaleEdit? stale = null)
    {
        var member = await view.Admin.GetOneAsync("/members/{id}", id);
        if (member.IsMissing)
        {
            return view.NotFound();
        }

        var accountId = member.Body.Text("account_id");
        var account = accountId.Length > 0 && view.Admin.May("GET", "/accounts/{id}") ? (await view.Admin.GetOneAsync("/accounts/{id}", accountId)).Body : default;
        var sessions = account.Exists ? (await view.Admin.GetOneAsync("/accounts/{id}/sessions", accountId)).Body.Items("data") : [];
        var version = member.Body.Text("version");
        var forms = new Dictionary<string, Form>(StringComparer.Ordinal)
        {
            [Role] = new(Role) { Version = version, ["role"] = member.Body.Text("role") },
            [Reset] = new(Reset) { ["remove_second_factor"] = "" },
            [Access] = new(Access) { Version = account.Text("version"), ["disabled"] = account.Instant("disabled_at") is null ? "true" : "false" },
        };
        if (refused is not null)
        {
            forms[refused.Name] = stale is null ? refused : refused.Refuse(stale, forms[refused.Name]);
        }

        return view.Page<MemberPage>(
            refused?.Status ?? StatusCodes.Status200OK, ("Member", member.Body), ("Account", account), ("Sessions", sessions), ("Forms", forms));
    }
}

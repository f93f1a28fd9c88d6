using System.CommandLine;
using NextModel.Gateway.Admin;
using NextModel.Identity;

namespace NextModel.Cli.Commands;

/// <summary><c>nextmodel accounts list|invite|invitations|withdraw|reset|disable|enable|sign-out</c>.</summary>
internal static class AccountsCommand
{
    private const string Path = "/api/admin/v1/accounts";
    private const string Invitations = "/api/admin/v1/invitations";

    private static readonly AccountsJsonContext Types = AccountsJsonContext.Default;

    public static Command Create(CommandOutput output) => new("accounts", "People who sign in: invite them, reset a password, keep them out, sign them out.")
    {
        CreateList(output),
        CreateInvite(output),
        CreateInvitations(output),
        CreateWithdraw(output),
        CreateReset(output),
        CreateSwitch(output, "disable", "Keep somebody from signing in; their sessions end at once.", true),
        CreateSwitch(output, "enable", "Let somebody sign in again.", false),
        CreateSignOut(output),
    };

    private static Command CreateList(CommandOutput output)
    {
        var json = JsonOption();
        var command = new Command("list", "List accounts.") { json };
        command.SetAction((parsed, cancellationToken) => ServerOrDatabase.RunOnAsync(
            output,
            client => client.ListAsync(Path, Types.PageAccountView, cancellationToken),
            async opened => new Page<AccountView>(await opened.Accounts.Operations.ListAsync(Administrator.CommandLine, cancellationToken), false, null),
            accounts =>
            {
                if (parsed.GetValue(json))
                {
                    output.Json(accounts, Types.PageAccountView);
                    return;
                }

                output.Table(
                    ["id", "address", "state", "password", "second factor", "made"],
                    accounts.Data.Select(a => new[]
                    {
                        a.Id, a.Email, a.DisabledAt is null ? "enabled" : "disabled", a.HasPassword ? "yes" : "no", a.SecondFactor ? "yes" : "no", $"{a.CreatedAt:u}",
                    }));
            },
            cancellationToken));
        return command;
    }

    private static Command CreateInvite(CommandOutput output)
    {
        var email = new Argument<string>("address") { Description = "Whom." };
        var role = new Option<string>("--role") { Description = $"One of {AccessRoleNames.Grantable}.", Required = true };
        var organization = new Option<string?>("--organization") { Description = "Where, by name or id; default unless given." };
        var team = new Option<string?>("--team") { Description = "The one team; the whole organization unless given." };
        var valid = new Option<int?>("--valid-seconds") { Description = "How long the link works; 604800 (a week) unless given, at most 2592000." };
        var json = JsonOption();
        var command = new Command("invite", "Invite somebody. Prints a link that works once, alone on the last line.") { email, role, organization, team, valid, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new InvitationRequest
            {
                Email = parsed.GetValue(email)!,
                Role = parsed.GetValue(role)!,
                Organization = parsed.GetValue(organization),
                Team = parsed.GetValue(team),
                ValidSeconds = parsed.GetValue(valid),
            };
            return await ServerOrDatabase.RunOnAsync(
                output,
                client => client.SendAsync(HttpMethod.Post, Invitations, request, Types.InvitationRequest, Types.InvitationView, cancellationToken),
                opened => opened.Accounts.Operations.InviteAsync(Administrator.CommandLine, request, cancellationToken),
                made =>
                {
                    if (parsed.GetValue(json))
                    {
                        output.Json(made, Types.InvitationView);
                        return;
                    }

                    output.Line($"{made.Email} is invited as {made.Role} until {made.ExpiresAt:u} ({made.Id}). Send them this link; it works once:");
                    output.Line(made.Link!);
                },
                cancellationToken);
        });
        return command;
    }

    private static Command CreateInvitations(CommandOutput output)
    {
        var organization = new Option<string?>("--organization") { Description = "Only this one's, by name or id." };
        var json = JsonOption();
        var command = new Command("invitations", "List invitations, without their links.") { organization, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var only = parsed.GetValue(organization);
            return await ServerOrDatabase.RunOnAsync(
                output,
                client => client.ListAsync(Invitations + (only is null ? "" : "?organization=" + Uri.EscapeDataString(only)), Types.PageInvitationView, cancellationToken),
                async opened => (await opened.Accounts.Operations.ListInvitationsAsync(Administrator.CommandLine, only, cancellationToken)).TryGet(out var found, out var refusal)
                    ? new Page<InvitationView>(found, false, null)
                    : refusal,
                invitations =>
                {
                    if (parsed.GetValue(json))
                    {
                        output.Json(invitations, Types.PageInvitationView);
                        return;
                    }

                    output.Table(
                        ["id", "address", "role", "for", "state", "until", "invited by"],
                        invitations.Data.Select(i => new[] { i.Id, i.Email, i.Role, i.TeamId ?? i.OrganizationId, i.State, $"{i.ExpiresAt:u}", i.InvitedBy }));
                },
                cancellationToken);
        });
        return command;
    }

    private static Command CreateWithdraw(CommandOutput output)
    {
        var id = new Argument<string>("id") { Description = "Id of the invitation (inv_…)." };
        var json = JsonOption();
        var command = new Command("withdraw", "Withdraw an open invitation: its link works no more.") { id, json };
        command.SetAction((parsed, cancellationToken) => ServerOrDatabase.RunOnAsync(
            output,
            client => client.SendAsync<object, InvitationView>(
                HttpMethod.Delete, $"{Invitations}/{Uri.EscapeDataString(parsed.GetValue(id)!)}", null, null, Types.InvitationView, cancellationToken),
            opened => opened.Accounts.Operations.RevokeAsync(Administrator.CommandLine, parsed.GetValue(id)!, null, cancellationToken),
            invitation =>
            {
                if (parsed.GetValue(json))
                {
                    output.Json(invitation, Types.InvitationView);
                    return;
                }

                output.Line($"The invitation of {invitation.Email} ({invitation.Id}) is withdrawn.");
            },
            cancellationToken));
        return command;
    }

    private static Command CreateReset(CommandOutput output)
    {
        var id = AccountArgument();
        var factor = new Option<bool>("--remove-second-factor") { Description = "Using the link also removes the second factor." };
        var json = JsonOption();
        var command = new Command("reset", "Make a link that lets somebody choose a new password. Prints it alone on the last line; it works once, for a day.") { id, factor, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new ResetRequest { RemoveSecondFactor = parsed.GetValue(factor) ? true : null };
            return await ServerOrDatabase.RunOnAsync(
                output,
                client => client.SendAsync(HttpMethod.Post, $"{Of(parsed.GetValue(id)!)}/reset", request, Types.ResetRequest, Types.ResetLinkView, cancellationToken),
                opened => opened.Accounts.Operations.ResetAsync(Administrator.CommandLine, parsed.GetValue(id)!, request, cancellationToken),
                made =>
                {
                    if (parsed.GetValue(json))
                    {
                        output.Json(made, Types.ResetLinkView);
                        return;
                    }

                    output.Line($"Send this link to whoever owns {made.AccountId}; it works once, until {made.ExpiresAt:u}:");
                    output.Line(made.Link);
                },
                cancellationToken);
        });
        return command;
    }

    private static Command CreateSwitch(CommandOutput output, string verb, string description, bool disabled)
    {
        var (id, json) = (AccountArgument(), JsonOption());
        var command = new Command(verb, description) { id, json };
        var request = new ChangeAccountRequest { Disabled = disabled };
        command.SetAction((parsed, cancellationToken) => ServerOrDatabase.RunOnAsync(
            output,
            client => client.SendAsync(HttpMethod.Patch, Of(parsed.GetValue(id)!), request, Types.ChangeAccountRequest, Types.AccountView, cancellationToken),
            opened => opened.Accounts.Operations.SetDisabledAsync(Administrator.CommandLine, parsed.GetValue(id)!, null, disabled, cancellationToken),
            account => Show(output, account, parsed.GetValue(json), $"is {verb}d"),
            cancellationToken));
        return command;
    }

    private static Command CreateSignOut(CommandOutput output)
    {
        var (id, json) = (AccountArgument(), JsonOption());
        var command = new Command("sign-out", "Sign somebody out everywhere.") { id, json };
        command.SetAction((parsed, cancellationToken) => ServerOrDatabase.RunOnAsync(
            output,
            client => client.SendAsync<object, AccountView>(HttpMethod.Delete, $"{Of(parsed.GetValue(id)!)}/sessions", null, null, Types.AccountView, cancellationToken),
            opened => opened.Accounts.Operations.SignOutAsync(Administrator.CommandLine, parsed.GetValue(id)!, cancellationToken),
            account => Show(output, account, parsed.GetValue(json), "is signed out everywhere"),
            cancellationToken));
        return command;
    }

    private static void Show(CommandOutput output, AccountView account, bool json, string done)
    {
        if (json)
        {
            output.Json(account, Types.AccountView);
            return;
        }

        output.Line($"Account {account.Email} ({account.Id}) {done}.");
    }

    private static string Of(string id) => $"{Path}/{Uri.EscapeDataString(id)}";

    private static Argument<string> AccountArgument() => new("account") { Description = "Id (acc_…) or address." };

    private static Option<bool> JsonOption() => new("--json") { Description = "Write JSON for scripts." };
}

using NextModel.Gateway.Admin;

namespace NextModel.Gateway.OpenApi;

/// <summary>The routes of accounts and invitations, each with an example of what goes in and comes out.</summary>
internal static class AccountsApi
{
    private const string Invitations = "/api/admin/v1/invitations";
    private const string Accounts = "/api/admin/v1/accounts";
    private const string Hex = "0193c1f20b7d7c3a9e5f4d2c1b0a9f8e";

    private static readonly AccountsJsonContext Json = AccountsJsonContext.Default;
    private static readonly DateTimeOffset Moment = new(2026, 11, 30, 9, 30, 0, TimeSpan.Zero);

    private static readonly InvitationView Invitation = new()
    {
        Id = "inv_" + Hex,
        OrganizationId = "org_" + Hex,
        TeamId = "team_" + Hex,
        Email = "ada@example.com",
        Role = "viewer",
        State = "open",
        InvitedBy = "grace@example.com",
        CreatedAt = Moment,
        ExpiresAt = Moment.AddDays(7),
        Link = "https://nextmodel.example.com/join?invitation=the-token-shown-once",
        Version = 1,
    };

    private static readonly AccountView Account = new()
    {
        Id = "acc_" + Hex,
        Email = "ada@example.com",
        HasPassword = true,
        SecondFactor = true,
        PasswordChangedAt = Moment,
        CreatedAt = Moment,
        Version = 2,
    };

    private static readonly SessionView Session = new()
    {
        Id = "ses_" + Hex,
        Method = "second_factor",
        Address = "192.0.2.7",
        Agent = "Mozilla/5.0",
        CreatedAt = Moment,
        LastSeenAt = Moment.AddMinutes(20),
    };

    private static readonly ApiBody InvitationBody = ApiBody.Of(Invitation, Json.InvitationView);
    private static readonly ApiBody AccountBody = ApiBody.Of(Account, Json.AccountView);

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        AdminApi.With(new ApiRoute("GET", Invitations, "List: each invitation you may see, without its link")
        {
            Response = ApiBody.Of(AdminExamples.PageOf(Invitation), Json.PageInvitationView), Query = [.. AdminApi.Paging, AdminApi.Organization],
        }),
        AdminApi.With(new ApiRoute("POST", Invitations, "Invite somebody; the only answer with the link, which works once")
        {
            Request = ApiBody.Of(new InvitationRequest { Team = "search", Email = "ada@example.com", Role = "viewer" }, Json.InvitationRequest),
            Response = InvitationBody,
            Status = 201,
        }),
        AdminApi.With(new ApiRoute("GET", Invitations + "/{id}", "Get an invitation, without its link") { Response = InvitationBody }),
        AdminApi.With(new ApiRoute("DELETE", Invitations + "/{id}", "Withdraw an open invitation") { Response = InvitationBody, NeedsIfMatch = true }),
        AdminApi.With(new ApiRoute("GET", Accounts, "List: each account of a member you may see")
        {
            Response = ApiBody.Of(AdminExamples.PageOf(Account), Json.PageAccountView), Query = AdminApi.Paging,
        }),
        AdminApi.With(new ApiRoute("GET", Accounts + "/{id}", "Get an account, by id or address") { Response = AccountBody }),
        AdminApi.With(new ApiRoute("PATCH", Accounts + "/{id}", "Keep somebody from signing in, with all sessions ended at once, or let them again")
        {
            Request = ApiBody.Of(new ChangeAccountRequest { Disabled = true }, Json.ChangeAccountRequest), Response = AccountBody, NeedsIfMatch = true,
        }),
        AdminApi.With(new ApiRoute("POST", Accounts + "/{id}/reset", "Make a link that lets somebody choose a new password, once; one made before stops")
        {
            Request = ApiBody.Of(new ResetRequest { RemoveSecondFactor = true }, Json.ResetRequest),
            Response = ApiBody.Of(
                new ResetLinkView("acc_" + Hex, "https://nextmodel.example.com/reset?link=the-token-shown-once", Moment.AddDays(1)), Json.ResetLinkView),
            Status = 201,
        }),
        AdminApi.With(new ApiRoute("GET", Accounts + "/{id}/sessions", "Where somebody is signed in, newest first")
        {
            Response = ApiBody.Of(AdminExamples.PageOf(Session), Json.PageSessionView),
        }),
        AdminApi.With(new ApiRoute("DELETE", Accounts + "/{id}/sessions", "Sign somebody out everywhere") { Response = AccountBody }),
    ];
}

using NextModel.Gateway.Admin;

namespace NextModel.Gateway.OpenApi;

/// <summary>The routes of organizations' own credentials, each with an example of what goes in and comes out.</summary>
internal static class CredentialsApi
{
    private const string Root = "/api/admin/v1/credentials";
    private const string Hex = "0193c1f20b7d7c3a9e5f4d2c1b0a9f8e";

    private static readonly CredentialsJsonContext Json = CredentialsJsonContext.Default;
    private static readonly DateTimeOffset Moment = new(2026, 11, 29, 9, 30, 0, TimeSpan.Zero);

    private static readonly CredentialView Example = new()
    {
        Id = "cred_" + Hex,
        OrganizationId = "org_" + Hex,
        Source = "openai",
        Name = "production",
        Enabled = true,
        SecretLastFour = "9f8e",
        SecretSetAt = Moment,
        SecretSetBy = "ada@example.com",
        CreatedAt = Moment,
        CreatedBy = "ada@example.com",
        LastTest = new CredentialTestView(Moment, "valid") { Status = 200 },
        LastUsedAt = Moment.AddMinutes(5),
        Version = 1,
    };

    private static readonly ApiBody View = ApiBody.Of(Example, Json.CredentialView);

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        AdminApi.With(new ApiRoute("GET", Root, "List: each credential you may see, without its secret")
        {
            Response = ApiBody.Of(AdminExamples.PageOf(Example), Json.PageCredentialView),
            Query = [.. AdminApi.Paging, AdminApi.Organization, ("source", "Only of this source.")],
        }),
        AdminApi.With(new ApiRoute("POST", Root, "Add a credential of your own; the source is asked about it first")
        {
            Request = ApiBody.Of(
                new CredentialRequest { Source = "openai", Name = "production", Secret = "the-key-as-the-source-shows-it" }, Json.CredentialRequest),
            Response = View,
            Status = 201,
        }),
        AdminApi.With(new ApiRoute("GET", Root + "/{id}", "Get a credential, without its secret") { Response = View }),
        AdminApi.With(new ApiRoute("PATCH", Root + "/{id}", "Rename it, switch it on or off, say which models it serves; members left out stay as they are")
        {
            Request = ApiBody.Of(new CredentialRequest { Enabled = false }, Json.CredentialRequest), Response = View, NeedsIfMatch = true,
        }),
        AdminApi.With(new ApiRoute("DELETE", Root + "/{id}", "Delete a credential with its secret") { Response = View, NeedsIfMatch = true }),
        AdminApi.With(new ApiRoute("POST", Root + "/{id}/rotate", "Give it a new secret, used from the next request on")
        {
            Request = ApiBody.Of(new RotateCredentialRequest { Secret = "the-new-key-of-the-source" }, Json.RotateCredentialRequest), Response = View, NeedsIfMatch = true,
        }),
        AdminApi.With(new ApiRoute("POST", Root + "/{id}/test", "Ask the source about it, by a call that costs nothing; last_test has what came of it") { Response = View }),
    ];
}

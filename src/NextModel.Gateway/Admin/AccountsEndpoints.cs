using Microsoft.AspNetCore.Http;
using NextModel.Errors;

namespace NextModel.Gateway.Admin;

/// <summary><c>/api/admin/v1/accounts</c>.</summary>
internal sealed class AccountsEndpoints(AccountOperations operations)
{
    private static readonly AccountsJsonContext Json = AccountsJsonContext.Default;

    public void Map(AdminRoutes routes)
    {
        routes.MapGet("/api/admin/v1/accounts", ListAsync);
        routes.MapGet("/api/admin/v1/accounts/{id}", async call => Answer(await operations.FindAsync(call.By, call.Id, call.Gone)));
        routes.MapPatch("/api/admin/v1/accounts/{id}", ChangeAsync);
        routes.MapPost("/api/admin/v1/accounts/{id}/reset", ResetAsync);
        routes.MapGet("/api/admin/v1/accounts/{id}/sessions", async call =>
            (await operations.ListSessionsAsync(call.By, call.Id, call.Gone)).TryGet(out var found, out var refusal) ? AdminAnswer.Of(found, Json.PageSessionView) : refusal);
        routes.MapDelete("/api/admin/v1/accounts/{id}/sessions", async call => Answer(await operations.SignOutAsync(call.By, call.Id, call.Gone)));
    }

    private async ValueTask<Result<AdminAnswer>> ListAsync(AdminCall call) => call.Paging().TryGet(out var paging, out var refusal)
        ? AdminAnswer.Of(paging.Take(await operations.ListAsync(call.By, call.Gone), a => a.Id, a => a), Json.PageAccountView)
        : refusal;

    private async ValueTask<Result<AdminAnswer>> ChangeAsync(AdminCall call)
    {
        if (!(await operations.FindAsync(call.By, call.Id, call.Gone)).TryGet(out _, out var refusal)
            || !(await call.ReadAsync(Json.ChangeAccountRequest)).TryGet(out var request, out refusal)
            || (refusal = call.ReadVersion(out var version)) is not null)
        {
            return refusal;
        }

        return Answer(await operations.SetDisabledAsync(call.By, call.Id, version, request.Disabled, call.Gone));
    }

    private async ValueTask<Result<AdminAnswer>> ResetAsync(AdminCall call)
    {
        if (!(await operations.FindAsync(call.By, call.Id, call.Gone)).TryGet(out _, out var refusal)
            || !(await call.ReadAsync(Json.ResetRequest)).TryGet(out var request, out refusal)
            || !(await operations.ResetAsync(call.By, call.Id, request, call.Gone)).TryGet(out var link, out refusal))
        {
            return refusal;
        }

        return AdminAnswer.Of(link, Json.ResetLinkView, status: StatusCodes.Status201Created);
    }

    private static Result<AdminAnswer> Answer(Result<AccountView> result) =>
        result.TryGet(out var account, out var refusal) ? AdminAnswer.Of(account, Json.AccountView, account.Version) : refusal;
}

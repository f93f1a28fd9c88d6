using Microsoft.AspNetCore.Http;
using NextModel.Errors;

namespace NextModel.Gateway.Admin;

/// <summary><c>/api/admin/v1/invitations</c>.</summary>
internal sealed class InvitationsEndpoints(AccountOperations operations)
{
    private static readonly AccountsJsonContext Json = AccountsJsonContext.Default;

    public void Map(AdminRoutes routes)
    {
        routes.MapGet("/api/admin/v1/invitations", ListAsync);
        routes.MapPost("/api/admin/v1/invitations", InviteAsync);
        routes.MapGet("/api/admin/v1/invitations/{id}", async call => Answer(await operations.FindInvitationAsync(call.By, call.Id, call.Gone)));
        routes.MapDelete("/api/admin/v1/invitations/{id}", RevokeAsync);
    }

    private async ValueTask<Result<AdminAnswer>> ListAsync(AdminCall call)
    {
        if (!call.Paging("organization").TryGet(out var paging, out var refusal)
            || !(await operations.ListInvitationsAsync(call.By, paging["organization"], call.Gone)).TryGet(out var found, out refusal))
        {
            return refusal;
        }

        return AdminAnswer.Of(paging.Take(found, i => i.Id, i => i), Json.PageInvitationView);
    }

    private async ValueTask<Result<AdminAnswer>> InviteAsync(AdminCall call) =>
        (await call.ReadAsync(Json.InvitationRequest)).TryGet(out var request, out var refusal)
            ? Answer(await operations.InviteAsync(call.By, request, call.Gone), StatusCodes.Status201Created)
            : refusal;

    private async ValueTask<Result<AdminAnswer>> RevokeAsync(AdminCall call)
    {
        if (!(await operations.FindInvitationAsync(call.By, call.Id, call.Gone)).TryGet(out _, out var refusal) || (refusal = call.ReadVersion(out var version)) is not null)
        {
            return refusal;
        }

        return Answer(await operations.RevokeAsync(call.By, call.Id, version, call.Gone));
    }

    private static Result<AdminAnswer> Answer(Result<InvitationView> result, int status = StatusCodes.Status200OK) =>
        result.TryGet(out var invitation, out var refusal) ? AdminAnswer.Of(invitation, Json.InvitationView, invitation.Version, status) : refusal;
}

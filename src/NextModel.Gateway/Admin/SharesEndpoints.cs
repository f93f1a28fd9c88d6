using Microsoft.AspNetCore.Http;
using NextModel.Errors;
using NextModel.Gateway.Reporting;
using NextModel.Identity;
using NextModel.Reporting;

namespace NextModel.Gateway.Admin;

/// <summary><c>/api/admin/v1/receipts/{id}/shares</c>: share links, by the key of an administrator.</summary>
internal sealed class SharesEndpoints(Func<ShareOperations> operations)
{
    private const string Root = "/api/admin/v1/receipts/{id}/shares";

    private static readonly SharesJsonContext Json = SharesJsonContext.Default;

    public void Map(AdminRoutes routes)
    {
        routes.MapGet(Root, async call => (await operations().ListAsync(call.Id, ScopeOf(call.By), call.Gone)).TryGet(out var list, out var refusal)
            ? AdminAnswer.Of(list, Json.ShareList)
            : refusal);
        routes.MapPost(Root, CreateAsync);
        routes.MapDelete(Root + "/{share}", async call =>
            (await operations().RevokeAsync(call.By.Actor, call.Id, call.Value("share"), ScopeOf(call.By), call.Gone)).TryGet(out var ended, out var refusal)
                ? AdminAnswer.Of(ended, Json.ShareView)
                : refusal);
    }

    private async ValueTask<Result<AdminAnswer>> CreateAsync(AdminCall call)
    {
        if (!(await call.ReadAsync(Json.ShareRequest)).TryGet(out var request, out var refusal))
        {
            return refusal;
        }

        return (await operations().CreateAsync(call.By.Actor, call.Id, ScopeOf(call.By), request, call.Gone)).TryGet(out var made, out refusal)
            ? AdminAnswer.Of(made, Json.ShareView, status: StatusCodes.Status201Created)
            : refusal;
    }

    // An operator reads the receipts of all organizations.
    private static ReceiptScope? ScopeOf(Administrator by) => by.OrganizationId is { } organization ? new ReceiptScope(organization, null) { TeamId = by.TeamId } : null;
}

using Microsoft.AspNetCore.Http;
using NextModel.Errors;

namespace NextModel.Gateway.Admin;

/// <summary><c>/api/admin/v1/credentials</c>.</summary>
internal sealed class CredentialsEndpoints(CredentialOperations operations)
{
    private const string Path = "/api/admin/v1/credentials";

    private static readonly CredentialsJsonContext Json = CredentialsJsonContext.Default;

    public void Map(AdminRoutes routes)
    {
        routes.MapGet(Path, call => ValueTask.FromResult(List(call)));
        routes.MapPost(Path, CreateAsync);
        routes.MapGet(Path + "/{id}", call => ValueTask.FromResult(Answer(operations.Find(call.By, call.Id))));
        routes.MapPatch(Path + "/{id}", ChangeAsync);
        routes.MapDelete(Path + "/{id}", DeleteAsync);
        routes.MapPost(Path + "/{id}/rotate", RotateAsync);
        routes.MapPost(Path + "/{id}/test", async call => Answer(await operations.TestAsync(call.By, call.Id, call.Gone)));
    }

    private Result<AdminAnswer> List(AdminCall call)
    {
        if (!call.Paging("organization", "source").TryGet(out var paging, out var refusal)
            || !operations.List(call.By, paging["organization"], paging["source"]).TryGet(out var credentials, out refusal))
        {
            return refusal;
        }

        return AdminAnswer.Of(paging.Take(credentials, c => c.Id, c => c), Json.PageCredentialView);
    }

    private async ValueTask<Result<AdminAnswer>> CreateAsync(AdminCall call) =>
        (await call.ReadAsync(Json.CredentialRequest)).TryGet(out var request, out var refusal)
            ? Answer(await operations.CreateAsync(call.By, request, call.Gone), StatusCodes.Status201Created)
            : refusal;

    private async ValueTask<Result<AdminAnswer>> ChangeAsync(AdminCall call)
    {
        if (!operations.Find(call.By, call.Id).TryGet(out _, out var refusal)
            || !(await call.ReadAsync(Json.CredentialRequest)).TryGet(out var request, out refusal)
            || (refusal = call.ReadVersion(out var version)) is not null)
        {
            return refusal;
        }

        return Answer(await operations.ChangeAsync(call.By, call.Id, version, request, call.Gone));
    }

    private async ValueTask<Result<AdminAnswer>> RotateAsync(AdminCall call)
    {
        if (!operations.Find(call.By, call.Id).TryGet(out _, out var refusal)
            || !(await call.ReadAsync(Json.RotateCredentialRequest)).TryGet(out var request, out refusal)
            || (refusal = call.ReadVersion(out var version)) is not null)
        {
            return refusal;
        }

        return Answer(await operations.RotateAsync(call.By, call.Id, version, request, call.Gone));
    }

    private async ValueTask<Result<AdminAnswer>> DeleteAsync(AdminCall call)
    {
        if (!operations.Find(call.By, call.Id).TryGet(out _, out var refusal) || (refusal = call.ReadVersion(out var version)) is not null)
        {
            return refusal;
        }

        return Answer(await operations.DeleteAsync(call.By, call.Id, version, call.Gone));
    }

    private static Result<AdminAnswer> Answer(Result<CredentialView> done, int status = StatusCodes.Status200OK) =>
        done.TryGet(out var credential, out var refusal) ? AdminAnswer.Of(credential, Json.CredentialView, credential.Version, status) : refusal;
}

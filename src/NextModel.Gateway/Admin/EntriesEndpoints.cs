using Microsoft.AspNetCore.Http;
using NextModel.Catalog;
using NextModel.Errors;

namespace NextModel.Gateway.Admin;

/// <summary><c>/api/admin/v1/models</c> and <c>/api/admin/v1/sources</c>: what an operator adds or overrides while the process runs.</summary>
internal sealed class EntriesEndpoints(EntryOperations operations)
{
    private static readonly EntriesJsonContext Json = EntriesJsonContext.Default;

    public void Map(AdminRoutes routes)
    {
        Map(routes, "/api/admin/v1/models", SetEntryKind.Model);
        Map(routes, "/api/admin/v1/sources", SetEntryKind.Source);
    }

    private void Map(AdminRoutes routes, string root, SetEntryKind kind)
    {
        routes.MapGet(root, call => ValueTask.FromResult(List(call, kind)));
        routes.MapPost(root, call => SetAsync(call, kind));
        routes.MapGet(root + "/{id}", call => ValueTask.FromResult(Answer(operations.Find(kind, call.Id))));
        routes.MapDelete(root + "/{id}", call => WithdrawAsync(call, kind));
    }

    private Result<AdminAnswer> List(AdminCall call, SetEntryKind kind) => call.Paging("name").TryGet(out var paging, out var refusal)
        ? AdminAnswer.Of(paging.Take(operations.List(kind, paging["name"]).Select(operations.View), entry => entry.Id, entry => entry), Json.PageSetEntryView)
        : refusal;

    private async ValueTask<Result<AdminAnswer>> SetAsync(AdminCall call, SetEntryKind kind) =>
        (await call.ReadAsync(Json.SetEntryRequest)).TryGet(out var request, out var refusal)
            ? Answer(await operations.SetAsync(call.By, kind, request, call.Gone), StatusCodes.Status201Created)
            : refusal;

    private async ValueTask<Result<AdminAnswer>> WithdrawAsync(AdminCall call, SetEntryKind kind) =>
        operations.Find(kind, call.Id).TryGet(out _, out var refusal)
            ? call.ReadVersion(out var revision) ?? Answer(await operations.WithdrawAsync(call.By, kind, call.Id, revision, call.Gone))
            : refusal;

    private Result<AdminAnswer> Answer(Result<SetEntry> result, int status = StatusCodes.Status200OK) => result.TryGet(out var entry, out var refusal)
        ? AdminAnswer.Of(operations.View(entry), Json.SetEntryView, entry.Revision, status)
        : refusal;
}

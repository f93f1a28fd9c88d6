using NextModel.Errors;
using NextModel.Gateway.Declaring;

namespace NextModel.Gateway.Admin;

/// <summary><c>POST /api/admin/v1/apply</c> and <c>GET /api/admin/v1/export</c>: many objects by one file.</summary>
internal sealed class DeclarationEndpoints(Declarations declarations)
{
    public void Map(AdminRoutes routes)
    {
        routes.MapPost("/api/admin/v1/apply", ApplyAsync);
        routes.MapGet("/api/admin/v1/export", call => ValueTask.FromResult(Export(call)));
    }

    private async ValueTask<Result<AdminAnswer>> ApplyAsync(AdminCall call)
    {
        if (!(await call.ReadAsync(AdminJsonContext.Default.ApplyRequest)).TryGet(out var request, out var refusal)
            || !(await declarations.ApplyAsync(call.By, request, call.Gone)).TryGet(out var result, out refusal))
        {
            return refusal;
        }

        return AdminAnswer.Of(result, AdminJsonContext.Default.ApplyResult);
    }

    private Result<AdminAnswer> Export(AdminCall call)
    {
        if (!call.Paging("organization").TryGet(out var paging, out var refusal)
            || !declarations.Export(paging["organization"]).TryGet(out var result, out refusal))
        {
            return refusal;
        }

        return AdminAnswer.Of(result, AdminJsonContext.Default.ExportResult);
    }
}

using NextModel.Errors;
using NextModel.Gateway.Reporting;

namespace NextModel.Gateway.Admin;

/// <summary><c>POST /api/admin/v1/receipts/archive</c>.</summary>
internal sealed class ArchiveEndpoints(ArchiveOperations operations)
{
    public void Map(AdminRoutes routes) => routes.MapPost("/api/admin/v1/receipts/archive", StepAsync);

    private async ValueTask<Result<AdminAnswer>> StepAsync(AdminCall call) =>
        (await call.ReadAsync(ReportingJsonContext.Default.ArchiveRequest)).TryGet(out var request, out var refusal)
        && (await operations.StepAsync(call.By, request, call.Gone)).TryGet(out var step, out refusal)
            ? AdminAnswer.Of(step, ReportingJsonContext.Default.ArchiveView)
            : refusal;
}

using NextModel.Errors;
using NextModel.Gateway.Reporting;

namespace NextModel.Gateway.Admin;

/// <summary><c>GET /api/admin/v1/usage</c>: sums over the receipts of an organization, or of the one team that the key's role is over.</summary>
internal sealed class UsageEndpoints(UsageOperations operations)
{
    public void Map(AdminRoutes routes) => routes.MapGet("/api/admin/v1/usage", SumAsync);

    private async ValueTask<Result<AdminAnswer>> SumAsync(AdminCall call) =>
        call.Parameters(UsageOperations.Known).TryGet(out var parameters, out var refusal)
            && (await operations.SumAsync(call.By, parameters, call.Gone)).TryGet(out var usage, out refusal)
                ? AdminAnswer.Of(usage, ReportingJsonContext.Default.UsageView)
                : refusal;
}

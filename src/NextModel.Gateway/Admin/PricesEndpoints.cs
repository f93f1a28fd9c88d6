using Microsoft.AspNetCore.Http;
using NextModel.Catalog;
using NextModel.Configuration;
using NextModel.Errors;

namespace NextModel.Gateway.Admin;

/// <summary><c>/api/admin/v1/prices</c> and <c>/api/admin/v1/configuration</c>: what an operator changes while the process runs.</summary>
internal sealed class PricesEndpoints(PriceOperations operations, LiveConfiguration configuration)
{
    private const string Prices = "/api/admin/v1/prices";
    private const string Configuration = "/api/admin/v1/configuration";

    private static readonly PricesJsonContext Json = PricesJsonContext.Default;

    public void Map(AdminRoutes routes)
    {
        routes.MapGet(Prices, call => ValueTask.FromResult(List(call)));
        routes.MapPost(Prices, SetAsync);
        routes.MapGet(Prices + "/{id}", call => ValueTask.FromResult(Answer(operations.Find(call.Id))));
        routes.MapDelete(Prices + "/{id}", WithdrawAsync);
        routes.MapGet(
            Configuration,
            _ => ValueTask.FromResult<Result<AdminAnswer>>(AdminAnswer.Of(ConfigurationView.Of(configuration.State), Json.ConfigurationView)));
        routes.MapPost(Configuration + "/reload", ReloadAsync);
    }

    private Result<AdminAnswer> List(AdminCall call) => call.Paging("model", "source").TryGet(out var paging, out var refusal)
        ? AdminAnswer.Of(paging.Take(operations.List(paging["model"], paging["source"]), price => price.Id, price => price), Json.PageSetPriceView)
        : refusal;

    private async ValueTask<Result<AdminAnswer>> SetAsync(AdminCall call) =>
        (await call.ReadAsync(Json.SetPriceRequest)).TryGet(out var request, out var refusal)
            ? Answer(await operations.SetAsync(call.By, request, call.Gone), StatusCodes.Status201Created)
            : refusal;

    private async ValueTask<Result<AdminAnswer>> WithdrawAsync(AdminCall call) =>
        operations.Find(call.Id).TryGet(out _, out var refusal)
            ? call.ReadVersion(out var revision) ?? Answer(await operations.WithdrawAsync(call.By, call.Id, revision, call.Gone))
            : refusal;

    private async ValueTask<Result<AdminAnswer>> ReloadAsync(AdminCall call) =>
        (await operations.ReloadAsync(call.By, call.Gone)).TryGet(out var view, out var refusal) ? AdminAnswer.Of(view, Json.ConfigurationView) : refusal;

    private Result<AdminAnswer> Answer(Result<SetPrice> result, int status = StatusCodes.Status200OK) => result.TryGet(out var price, out var refusal)
        ? AdminAnswer.Of(operations.View(price), Json.SetPriceView, price.Revision, status)
        : refusal;
}

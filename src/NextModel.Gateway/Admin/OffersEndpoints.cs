using NextModel.Configuration;
using NextModel.Errors;
using NextModel.Routing;

namespace NextModel.Gateway.Admin;

/// <summary><c>/api/admin/v1/offers</c>: what can be called, whether it is well, and how fast it has been.</summary>
internal sealed class OffersEndpoints(SnapshotHolder snapshots, TargetBook targets, TimeProvider time)
{
    public void Map(AdminRoutes routes) => routes.MapGet(
        "/api/admin/v1/offers", _ => ValueTask.FromResult<Result<AdminAnswer>>(AdminAnswer.Of(List(), OffersJsonContext.Default.OfferList)));

    private OfferList List()
    {
        var now = time.GetUtcNow();
        return new OfferList(
        [
            .. snapshots.Current.Listed.SelectMany(model => model.Offers.Select(offer => OfferView.Of(model, offer, targets.Of(offer), now))),
        ]);
    }
}

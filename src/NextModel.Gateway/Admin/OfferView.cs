using NextModel.Catalog;
using NextModel.Routing;

namespace NextModel.Gateway.Admin;

/// <summary>A model at a source, how it is, and how fast it has been.</summary>
public sealed record OfferView
{
    public required string Model { get; init; }

    public required string Source { get; init; }

    public required string Region { get; init; }

    public required string UpstreamModel { get; init; }

    public required OfferHealthView Health { get; init; }

    /// <summary>What was measured; empty when nothing was, or not for hours.</summary>
    public required IReadOnlyList<OfferLatencyView> Latency { get; init; }

    /// <param name="model">Whose offer it is.</param>
    /// <param name="offer">The offer.</param>
    /// <param name="target">What is known of it.</param>
    /// <param name="now">The present moment, from which ages are counted back.</param>
    public static OfferView Of(Model model, Offer offer, Target target, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(offer);
        ArgumentNullException.ThrowIfNull(target);
        return new OfferView
        {
            Model = model.Id,
            Source = offer.Source.Id,
            Region = offer.Source.Region,
            UpstreamModel = offer.UpstreamModel,
            Health = OfferHealthView.Of(offer.Source, target.Health.Read(), now),
            Latency = OfferLatencyView.Of(target.Latency, now),
        };
    }
}

using NextModel.Catalog;

namespace NextModel.Configuration;

/// <summary>An offer as it is shown: callable or not, with the price it is or would be charged at.</summary>
/// <param name="Source">Id of the source.</param>
/// <param name="Region">Where data goes.</param>
/// <param name="UpstreamModel">What the source calls the model.</param>
/// <param name="IsCallable">True when a request for the model can go there now.</param>
/// <param name="Price">What is charged, or would be; null when no price is known.</param>
/// <param name="Entry">The catalog's entry; null for an offer of the configuration file.</param>
public sealed record ListedOffer(string Source, string Region, string UpstreamModel, bool IsCallable, Price? Price, CatalogOffer? Entry);

using NextModel.Catalog;

namespace NextModel.Configuration;

/// <summary>An entry of a model's <c>offers</c>. What is null is as the catalog has it for the same model and source.</summary>
/// <param name="Where">Its path in the file.</param>
/// <param name="Source">Id of the source.</param>
/// <param name="UpstreamModel">What the source calls the model.</param>
/// <param name="Price">What it costs.</param>
public sealed record OfferOptions(string Where, string Source, string? UpstreamModel, PriceSheet? Price);

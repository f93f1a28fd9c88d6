namespace NextModel.Configuration;

/// <summary>An entry of a model's <c>offers</c>.</summary>
/// <param name="Where">Its path in the file.</param>
/// <param name="Source">Id of the source.</param>
/// <param name="UpstreamModel">What the source calls the model.</param>
/// <param name="Price">What it costs, or null.</param>
public sealed record OfferOptions(string Where, string Source, string UpstreamModel, PriceOptions? Price);

namespace NextModel.Catalog;

/// <summary>A model at one source.</summary>
/// <param name="Source">Where it is called.</param>
/// <param name="UpstreamModel">What the source calls it.</param>
/// <param name="Price">What it costs; null when nobody has said.</param>
public sealed record Offer(Source Source, string UpstreamModel, Price? Price);

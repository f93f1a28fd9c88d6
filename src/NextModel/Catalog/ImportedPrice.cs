namespace NextModel.Catalog;

/// <summary>A difference between the catalog and a price file that was read: a proposal for a person to judge.</summary>
/// <param name="Kind"><c>same</c>, <c>changed</c>, <c>new</c> (the catalog has the offer and no dollar price for it) or <c>suspicious</c> (a change of more than half).</param>
/// <param name="Model">Id in the catalog.</param>
/// <param name="Source">Id of the source.</param>
/// <param name="Current">The catalog's figures; null when it has none in dollars.</param>
/// <param name="Proposed">The file's.</param>
public sealed record ImportedPrice(string Kind, string Model, string Source, PriceSheet? Current, PriceRates Proposed);

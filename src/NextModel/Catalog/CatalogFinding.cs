namespace NextModel.Catalog;

/// <summary>Something about the catalog's prices that a person should look at.</summary>
/// <param name="Kind"><c>stale</c>, <c>undated</c>, <c>disputed</c>, <c>suspicious</c>, <c>missing</c> or <c>retired</c>.</param>
/// <param name="Model">Id of the model.</param>
/// <param name="Source">Id of the source; empty for a finding about the model.</param>
/// <param name="Message">What is the matter.</param>
public sealed record CatalogFinding(string Kind, string Model, string Source, string Message);

namespace NextModel.Catalog;

/// <summary>What made a request fall under figures other than the plain ones. Receipts state it.</summary>
/// <param name="InputAbove">The whole request is at these figures because it has more input tokens than this; null when length did not matter.</param>
/// <param name="Window">Name of the time window the request began in; null outside of all.</param>
/// <param name="ServiceTier">The service tier that served it; null for the usual one.</param>
public sealed record PriceCondition(long? InputAbove, string? Window, string? ServiceTier);

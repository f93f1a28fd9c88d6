namespace NextModel.Reporting.Reconciliation;

/// <summary>Prices of one million tokens of each class.</summary>
public sealed record TokenPrices(decimal Input, decimal CacheRead, decimal CacheWrite, decimal Output);

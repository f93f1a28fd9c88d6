namespace NextModel.Configuration;

/// <summary>A <c>price</c>: currency units per 1,000,000 tokens.</summary>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="Input">Input tokens.</param>
/// <param name="CachedInput">Input tokens from the provider's prompt cache; the input price when the file does not say.</param>
/// <param name="Output">Output tokens.</param>
/// <param name="Version">Name of this price on receipts; derived from its numbers when the file does not say.</param>
public sealed record PriceOptions(string Currency, decimal Input, decimal CachedInput, decimal Output, string? Version);

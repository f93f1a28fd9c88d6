namespace NextModel.Catalog;

/// <summary>A flat price per 1,000,000 tokens in the offer's own currency.</summary>
/// <param name="Version">Names this price for ever on receipts.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="Input">Input tokens.</param>
/// <param name="CachedInput">Input tokens the provider served from its own prompt cache.</param>
/// <param name="Output">Output tokens, reasoning included.</param>
public sealed record Price(string Version, string Currency, decimal Input, decimal CachedInput, decimal Output);

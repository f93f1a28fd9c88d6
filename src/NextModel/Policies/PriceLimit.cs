namespace NextModel.Policies;

/// <summary>Highest price of a target, per 1,000,000 tokens.</summary>
/// <param name="Currency">ISO 4217 code; prices in others are converted at the installation's rates.</param>
/// <param name="Input">For input tokens; null does not limit it.</param>
/// <param name="Output">For output tokens; null does not limit it.</param>
public sealed record PriceLimit(string Currency, decimal? Input, decimal? Output);

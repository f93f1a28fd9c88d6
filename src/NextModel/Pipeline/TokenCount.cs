using NextModel.Metering;

namespace NextModel.Pipeline;

/// <summary>Input tokens of a request that was not sent.</summary>
/// <param name="InputTokens">How many.</param>
/// <param name="Source">Who counted: the provider, or we, approximately.</param>
public sealed record TokenCount(long InputTokens, UsageSource Source);

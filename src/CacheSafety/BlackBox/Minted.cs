namespace CacheSafety.BlackBox;

/// <summary>One generation of our upstream.</summary>
/// <param name="Sequence">From 1, in order of arrival.</param>
/// <param name="Canary">What its answer is marked with.</param>
/// <param name="At">When it was made.</param>
public sealed record Minted(long Sequence, string Canary, DateTimeOffset At);

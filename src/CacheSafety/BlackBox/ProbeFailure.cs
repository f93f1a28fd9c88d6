namespace CacheSafety.BlackBox;

/// <summary>Why a run ended without outcomes.</summary>
/// <param name="IsUnreachable">The target does not answer; otherwise something is set up wrongly.</param>
/// <param name="Message">What to do.</param>
public sealed record ProbeFailure(bool IsUnreachable, string Message);

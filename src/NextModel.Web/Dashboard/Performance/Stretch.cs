namespace NextModel.Web.Dashboard.Performance;

/// <summary>What real calls were like in a stretch of time.</summary>
/// <param name="Start">Where it begins, by clocks of the reader's zone.</param>
/// <param name="Calls">Real calls.</param>
/// <param name="Failures">Those that no source answered, or not to the end.</param>
/// <param name="Measured">Those whose time was read: the newest.</param>
/// <param name="Took">Milliseconds that half, and 95 % of them, took at most; null for too few.</param>
public sealed record Stretch(DateTimeOffset Start, long Calls, long Failures, int Measured, (long Half, long Most)? Took);

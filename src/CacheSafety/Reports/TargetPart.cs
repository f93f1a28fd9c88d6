namespace CacheSafety.Reports;

/// <summary>What was measured.</summary>
/// <param name="Mode"><c>replay</c>, <c>blackbox-b1</c> or <c>blackbox-b2</c>.</param>
/// <param name="Policy">Of a replay, the policy whose figures stand at the top.</param>
/// <param name="BaseUrl">Of a black box.</param>
/// <param name="Adapter">How its headers were read.</param>
/// <param name="Isolation">The narrowest boundary that answers must not cross: <c>tenant</c>, <c>project</c> or <c>key</c>.</param>
/// <param name="Clock">How its entries were let grow old; null when they were not.</param>
public sealed record TargetPart(string Mode, string? Policy, string? BaseUrl, string? Adapter, string Isolation, string? Clock = null);

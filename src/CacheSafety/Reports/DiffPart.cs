namespace CacheSafety.Reports;

/// <summary>One difference of two requests.</summary>
/// <param name="Path">JSON pointer (RFC 6901), or <c>scope</c>, <c>headers</c>, <c>elapsed</c>, <c>bytes</c>.</param>
/// <param name="Old">Null where the member is missing.</param>
/// <param name="New">Null where the member is missing.</param>
public sealed record DiffPart(string Path, string? Old, string? New);

namespace CacheSafety.Reports;

/// <summary>A hit that must not be.</summary>
/// <param name="Id">The case.</param>
/// <param name="Class">Its class.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Reversed">True when the old request was the probe.</param>
/// <param name="ServedFrom"><c>own</c>, or the case whose answer was served.</param>
/// <param name="Layer">Which layer served it, where that is known.</param>
/// <param name="Similarity">Where it is known.</param>
/// <param name="Why">The label's reason, or what was wrong with the hit.</param>
/// <param name="Diff">Members in which the two requests differ.</param>
public sealed record BadHitPart(
    string Id, string Class, string Severity, bool Reversed, string? ServedFrom, string? Layer, double? Similarity, string Why, IReadOnlyList<DiffPart> Diff);

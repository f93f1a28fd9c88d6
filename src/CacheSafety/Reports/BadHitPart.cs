namespace CacheSafety.Reports;

/// <summary>A hit that must not be.</summary>
/// <param name="Id">The case.</param>
/// <param name="Class">Its class.</param>
/// <param name="Language">Of its texts: <c>en</c>, <c>ms-MY</c>, <c>zh</c> or <c>mixed</c>.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Reversed">True when the old request was the probe.</param>
/// <param name="ServedFrom"><c>own</c>, or the case whose answer was served.</param>
/// <param name="Layer">Which layer served it, where that is known.</param>
/// <param name="Similarity">Where it is known.</param>
/// <param name="Why">The label's reason, or what was wrong with the hit.</param>
/// <param name="Answer">The stored answer that the case says is wrong here; null for one of tool calls only.</param>
/// <param name="Diff">Members in which the two requests differ.</param>
public sealed record BadHitPart(
    string Id, string Class, string Language, string Severity, bool Reversed, string? ServedFrom, string? Layer, double? Similarity, string Why,
    string? Answer, IReadOnlyList<DiffPart> Diff);

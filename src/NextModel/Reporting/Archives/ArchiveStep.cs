namespace NextModel.Reporting.Archives;

/// <summary>What one step of archiving did.</summary>
/// <param name="Archive">The archive it made, or went on with; null when there was nothing to do.</param>
/// <param name="IsLast">True when nothing is left to archive.</param>
public sealed record ArchiveStep(Archive? Archive, bool IsLast);

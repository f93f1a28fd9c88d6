namespace NextModel.Gateway.Comparing;

/// <summary>Something that became known of a comparison.</summary>
/// <param name="Name"><c>chunk</c>, <c>result</c> or <c>comparison</c>; empty for a sign that somebody still waits.</param>
/// <param name="Json">Its data; one line.</param>
internal sealed record ComparisonEvent(string Name, ReadOnlyMemory<byte> Json);

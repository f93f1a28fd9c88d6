namespace NextModel.Web.Dashboard.Playground;

/// <summary>Something that became known of a comparison.</summary>
/// <param name="Name"><c>chunk</c>, <c>result</c> or <c>comparison</c>, as <c>POST /api/compare</c> names them; empty for a sign of life.</param>
/// <param name="Json">Its data; one line.</param>
public sealed record PlaygroundEvent(string Name, ReadOnlyMemory<byte> Json);

namespace NextModel.Web.Dashboard.Playground;

/// <summary>A comparison that was begun. It is read to its end, or until the reader leaves.</summary>
/// <param name="Events">What becomes known of it, as it does.</param>
public sealed record PlaygroundProgress(IAsyncEnumerable<PlaygroundEvent> Events);

namespace NextModel.Testing.Evidence;

/// <summary>One piece of evidence that was tampered with, and what a verifier must say of it first.</summary>
/// <param name="Name">What was done.</param>
/// <param name="Kind"><c>receipt</c>, <c>export</c>, <c>checkpoint</c>, <c>proof</c>, <c>consistency</c> or <c>manifest</c>.</param>
/// <param name="Expected">The code; null for evidence that is genuine.</param>
/// <param name="Documents">The texts: of an export its lines in one and, where there is one, a checkpoint; of consistency the earlier checkpoint, the later one and the proof; of a manifest the exported file and it.</param>
public sealed record TamperCase(string Name, string Kind, string? Expected, params string[] Documents)
{
    public override string ToString() => Name;
}

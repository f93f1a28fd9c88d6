namespace CacheSafety.Reports;

/// <summary>The highest rung that the evidence carries, and how far it carries.</summary>
/// <param name="Policy">The rung: <c>off</c>, <c>exact</c>, <c>exact+canonical</c> … or <c>not tested</c>.</param>
/// <param name="SemanticCacheRecommended">Never true for medical, legal or financial classes.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="Reasons">The evidence.</param>
/// <param name="Settings">What it was measured with and holds for.</param>
/// <param name="NotTested">What this run says nothing about.</param>
/// <param name="WouldChange">What would change the verdict.</param>
/// <param name="Expires">Date after which it is to be measured again.</param>
public sealed record RecommendationPart(
    string Policy, bool SemanticCacheRecommended, string Summary, IReadOnlyList<string> Reasons, IReadOnlyList<string> Settings,
    IReadOnlyList<string> NotTested, IReadOnlyList<string> WouldChange, string Expires);

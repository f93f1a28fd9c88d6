namespace CacheSafety.BlackBox;

/// <summary>One answer and where it came from.</summary>
/// <param name="Origin">Who made the upstream generate it; null when that cannot be told.</param>
/// <param name="IsReplay">It existed before it was asked for.</param>
/// <param name="Problem">Why the origin cannot be told, or why there is no answer; null otherwise.</param>
/// <param name="Answer">What came; null when nothing did.</param>
internal sealed record Sighting(Generation? Origin, bool IsReplay, string? Problem, ProbeAnswer? Answer)
{
    /// <summary>The target refused the request itself: it cannot do what the case needs.</summary>
    public bool IsRefused => Answer is { Status: >= 400 and < 500 };
}

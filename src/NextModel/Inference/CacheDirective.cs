namespace NextModel.Inference;

/// <summary>
/// What the caller asked of the exact cache, from <c>x-nextmodel-cache</c> and the request directives of RFC 9111 §5.2.1.
/// </summary>
/// <param name="MayRead">False for <c>bypass</c>, <c>refresh</c>, <c>no-store</c>, <c>no-cache</c>.</param>
/// <param name="MayStore">False for <c>bypass</c> and <c>no-store</c>.</param>
/// <param name="OnlyCached">True for <c>only</c> and <c>only-if-cached</c>: a miss is a 504, not an upstream call.</param>
/// <param name="MaxAge">Oldest entry the caller accepts; null for any.</param>
/// <param name="Reason">The directive that switched reading off, for <c>cache-status</c>; null when reading is allowed.</param>
public readonly record struct CacheDirective(bool MayRead, bool MayStore, bool OnlyCached, TimeSpan? MaxAge, string? Reason)
{
    /// <summary>Nothing was asked: read and store as the project allows.</summary>
    public static CacheDirective Default { get; } = new(true, true, false, null, null);
}

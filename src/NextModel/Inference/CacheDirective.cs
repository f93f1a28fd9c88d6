using System.Globalization;

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

    /// <summary>This, narrowed by the value of a <c>Cache-Control</c> header. Directives nobody knows are ignored, as RFC 9111 §5.2.3 demands.</summary>
    public CacheDirective With(string? cacheControl)
    {
        var directive = this;
        foreach (var range in cacheControl.AsSpan().Split(','))
        {
            var item = cacheControl.AsSpan()[range].Trim();
            if (item.Equals("no-store", StringComparison.OrdinalIgnoreCase))
            {
                directive = directive with { MayRead = false, MayStore = false, Reason = "no-store" };
            }
            else if (item.Equals("no-cache", StringComparison.OrdinalIgnoreCase))
            {
                directive = directive with { MayRead = false, Reason = directive.Reason ?? "no-cache" };
            }
            else if (item.Equals("only-if-cached", StringComparison.OrdinalIgnoreCase))
            {
                directive = directive with { OnlyCached = true };
            }
            else if (item.StartsWith("max-age=", StringComparison.OrdinalIgnoreCase)
                && long.TryParse(item[8..].Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            {
                directive = directive with { MaxAge = TimeSpan.FromSeconds(Math.Min(seconds, int.MaxValue)) };
            }
        }

        return directive;
    }
}

using System.Globalization;
using System.Net;

namespace CacheSafety.Reports;

/// <summary>Values as they may stand in HTML, SVG and XML.</summary>
internal static class Markup
{
    /// <summary>Any text, for element content and quoted attributes.</summary>
    public static string Text(string? text) => WebUtility.HtmlEncode(VisibleText.Of(text));

    /// <summary>A coordinate.</summary>
    public static string At(double value) => Math.Round(value, 1).ToString(CultureInfo.InvariantCulture);

    public static string Percent(double? value) => value is { } known ? string.Create(CultureInfo.InvariantCulture, $"{100 * known:0.0} %") : "–";

    public static string Usd(decimal? value) => value is { } known ? string.Create(CultureInfo.InvariantCulture, $"${known:0.0000####}") : "–";

    public static string Share(RatePart rate) => rate.N == 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"{rate.K}/{rate.N}");
}

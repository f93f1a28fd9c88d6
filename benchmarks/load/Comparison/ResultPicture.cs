using System.Globalization;
using System.Net;
using System.Text;

namespace NextModel.Load.Comparison;

/// <summary>
/// Draws the ratios of a result written as Markdown: a bar for the median of each row of a table that has a column of ratios
/// (<c>× something</c>), and a line from the least to the most.
/// </summary>
internal static class ResultPicture
{
    private const int Width = 960;
    private const int Left = 330;
    private const int Right = 150;
    private const int Line = 24;
    private const int Top = 44;

    /// <summary>The picture as SVG, or null where no table has ratios.</summary>
    /// <param name="markdown">The result, whole.</param>
    public static string? Draw(string markdown)
    {
        var lines = markdown.Split('\n');
        var title = lines.FirstOrDefault(line => line.StartsWith("## ", StringComparison.Ordinal))?[3..] ?? "";
        var (of, bars) = Read(lines);
        if (bars.Count == 0)
        {
            return null;
        }

        var scale = (Width - Left - Right) / bars.Max(bar => bar.Ratio.Most);
        var height = Top + (Line * bars.Count) + 12;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" width=\"{Width}\" height=\"{height}\" role=\"img\" font-family=\"system-ui,sans-serif\" font-size=\"12\" fill=\"#222222\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<title>{Text(title)}: processor time for each request, {Text(of)}</title>\n<rect width=\"{Width}\" height=\"{height}\" fill=\"#ffffff\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"12\" y=\"24\" font-weight=\"600\">{Text(title)}: processor time for each request, {Text(of)}; the line is the least and the most of the rounds</text>\n");
        for (var i = 0; i < bars.Count; i++)
        {
            var (name, ratio) = bars[i];
            var y = Top + (Line * i);
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 10}\" y=\"{y + 13}\" text-anchor=\"end\">{Text(name)}</text>");
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Left}\" y=\"{y}\" width=\"{ratio.Median * scale:F1}\" height=\"16\" fill=\"{(ratio.Least == ratio.Most ? "#9a9a9a" : "#2e7d4f")}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{Left + (ratio.Least * scale):F1} {y + 8}H{Left + (ratio.Most * scale):F1}\" stroke=\"#222222\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + (ratio.Most * scale) + 8:F1}\" y=\"{y + 13}\">{ratio.Median:F2}</text>\n");
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static (string Of, List<(string Name, Spread Ratio)> Bars) Read(string[] lines)
    {
        var (of, bars) = ("", new List<(string, Spread)>());
        var (workload, server, ratio) = (-1, -1, -1);
        foreach (var line in lines)
        {
            var cells = line.Split('|', StringSplitOptions.TrimEntries);
            if (cells.Length < 4)
            {
                ratio = -1;
            }
            else if (Array.FindIndex(cells, cell => cell.StartsWith("× ", StringComparison.Ordinal)) is > 0 and var column)
            {
                (workload, server, ratio) = (Array.IndexOf(cells, "workload"), Array.IndexOf(cells, "server"), column);
                of = cells[column].Replace(" (range)", "", StringComparison.Ordinal);
            }
            else if (ratio > 0 && ratio < cells.Length && Parse(cells[ratio]) is { } spread)
            {
                bars.Add((workload > 0 && server > 0 ? $"{cells[workload]}, {cells[server]}" : cells[1], spread));
            }
        }

        return (of, bars);
    }

    // "3.26 (2.75–3.91)"
    private static Spread? Parse(string cell) =>
        cell.Split([' ', '(', ')', '–'], StringSplitOptions.RemoveEmptyEntries) is [var median, var least, var most]
            && Number(median) is { } middle && Number(least) is { } low && Number(most) is { } high
            ? new Spread(middle, low, high)
            : null;

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}

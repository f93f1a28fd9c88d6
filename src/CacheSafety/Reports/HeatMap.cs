using System.Globalization;
using System.Text;

namespace CacheSafety.Reports;

/// <summary>Classes down, caches across: red is a trap that was served, green a reusable answer that was.</summary>
internal static class HeatMap
{
    private const int Row = 18;
    private const int Column = 92;
    private const int Names = 190;
    private const int Head = 112;

    // Names of columns lean out to the right.
    private const int Tail = 90;

    /// <summary>The map as a file of its own.</summary>
    public static string WriteFile(BenchReport report) => Svg(report) + "\n";

    public static string Svg(BenchReport report)
    {
        var policies = report.Policies;
        var classes = policies[0].ByClass.OrderByDescending(one => one.Reusable).ThenBy(one => one.Class, StringComparer.Ordinal).ToArray();
        var (width, height) = (Names + (Column * policies.Count) + Tail, Head + (Row * classes.Length) + 40);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" font-family=\"system-ui,sans-serif\" font-size=\"11\" fill=\"#222222\">");
        svg.Append("<title>Hits by class of case and cache policy</title>");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>");
        foreach (var (place, policy) in policies.Index())
        {
            var x = Names + (Column * place) + (Column / 2);
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{Head - 10}\" transform=\"rotate(-38 {x} {Head - 10})\">{Markup.Text(policy.Policy)}</text>");
        }

        foreach (var (line, name) in classes.Index())
        {
            var y = Head + (Row * line);
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Names - 8}\" y=\"{y + 13}\" text-anchor=\"end\">{Markup.Text(name.Class)}</text>");
            foreach (var (place, policy) in policies.Index())
            {
                if (policy.ByClass.FirstOrDefault(one => one.Class == name.Class) is { } cell)
                {
                    Cell(svg, Names + (Column * place), y, cell);
                }
            }
        }

        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Names}\" y=\"{height - 22}\">green: right hits of reusable cases · red: traps that were served · 2 to 20 cases each: a picture, no verdict</text>");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Names}\" y=\"{height - 7}\" fill=\"#666666\">{Markup.Text($"{report.Dataset.Name}, sha256 {report.Dataset.Sha256[..12]}…, {report.Tool}, {report.MeasuredAt}")}</text>");
        return svg.Append("</svg>").ToString();
    }

    private static void Cell(StringBuilder svg, int x, int y, ClassPart cell)
    {
        var hits = cell.Reusable ? cell.Hits - cell.Bad : cell.Bad;
        var share = cell.N == 0 ? 0 : (double)hits / cell.N;
        var (text, fill) = cell.N == 0 ? ("not tested", "#eeeeee") : ($"{hits}/{cell.N}", cell.Reusable ? Mix(share, 0x2e, 0x7d, 0x4f) : Mix(share, 0xb3, 0x26, 0x1e));
        svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x + 1}\" y=\"{y + 1}\" width=\"{Column - 2}\" height=\"{Row - 2}\" fill=\"{fill}\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x + (Column / 2)}\" y=\"{y + 13}\" text-anchor=\"middle\" fill=\"{(share > 0.55 ? "#ffffff" : "#222222")}\">{text}</text>");
    }

    // From a grey near white to the colour; nothing served is no colour at all.
    private static string Mix(double share, int red, int green, int blue)
    {
        int Part(int to) => (int)Math.Round(0xf4 + ((to - 0xf4) * (share == 0 ? 0 : 0.25 + (0.75 * share))));
        return $"#{Part(red):x2}{Part(green):x2}{Part(blue):x2}";
    }
}

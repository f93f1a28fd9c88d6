using System.Globalization;
using System.Text.RegularExpressions;

namespace NextModel.Configuration;

/// <summary>Durations as people write them: <c>500ms</c>, <c>10s</c>, <c>5m</c>, <c>24h</c>.</summary>
public static partial class DurationText
{
    private const double Most = 1_000_000;

    /// <summary>Says how they are written, for whoever wrote one otherwise.</summary>
    public const string Hint = "Write a number with its unit: 500ms, 10s, 5m or 24h.";

    /// <summary>False unless it is a number above 0 and at most 1,000,000 with its unit.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var match = Pattern().Match(text);
        if (!match.Success || !double.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out var amount) || amount is <= 0 or > Most)
        {
            return false;
        }

        duration = match.Groups[2].Value switch
        {
            "ms" => TimeSpan.FromMilliseconds(amount),
            "s" => TimeSpan.FromSeconds(amount),
            "m" => TimeSpan.FromMinutes(amount),
            _ => TimeSpan.FromHours(amount),
        };
        return true;
    }

    [GeneratedRegex(@"^([0-9]+(?:\.[0-9]+)?)(ms|s|m|h)$", RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}

using System.Globalization;
using System.Text.RegularExpressions;
using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>How long a source asks to be left alone: in headers (RFC 9110 §10.2.3, OpenAI's milliseconds), in a body, or in a sentence.</summary>
internal static partial class RetryAfter
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Reads the headers; null when they ask nothing that can be understood.</summary>
    /// <param name="retryAfter"><c>retry-after</c>: seconds or a date.</param>
    /// <param name="retryAfterMilliseconds"><c>retry-after-ms</c>, which is finer and wins.</param>
    /// <param name="now">What a date is counted from.</param>
    public static TimeSpan? InHeaders(string? retryAfter, string? retryAfterMilliseconds, DateTimeOffset now)
    {
        if (Number(retryAfterMilliseconds) is { } milliseconds)
        {
            return Bounded(milliseconds / 1000);
        }

        return Number(retryAfter) is { } seconds ? Bounded(seconds)
            : DateTimeOffset.TryParseExact(retryAfter, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
                ? Bounded((date - now).TotalSeconds)
                : null;
    }

    /// <summary>Google's <c>error.details[].retryDelay</c>: <c>"7s"</c>.</summary>
    internal static TimeSpan? InBody(JsonCursor root)
    {
        foreach (var detail in root["error"u8]["details"u8].Children)
        {
            if (detail.Value["retryDelay"u8].GetString() is { } delay && Number(delay.TrimEnd('s')) is { } seconds)
            {
                return Bounded(seconds);
            }
        }

        return null;
    }

    /// <summary>OpenAI's sentence <c>Please try again in 1m3.5s</c>.</summary>
    internal static TimeSpan? InText(string? message)
    {
        var match = TryAgain().Match(message ?? "");
        if (!match.Success)
        {
            return null;
        }

        var minutes = Number(match.Groups["m"].Value);
        var seconds = Number(match.Groups["s"].Value);
        return Number(match.Groups["ms"].Value) is { } milliseconds ? Bounded(milliseconds / 1000)
            : minutes is null && seconds is null ? null
            : Bounded(((minutes ?? 0) * 60) + (seconds ?? 0));
    }

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static TimeSpan Bounded(double seconds) =>
        seconds <= 0 ? TimeSpan.Zero : seconds >= Longest.TotalSeconds ? Longest : TimeSpan.FromSeconds(seconds);

    [GeneratedRegex(@"(?i)try again in (?:(?<ms>[\d.]+)ms|(?:(?<m>\d+)m)?(?:(?<s>[\d.]+)s)?)")]
    private static partial Regex TryAgain();
}

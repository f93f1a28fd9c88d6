using System.Globalization;

namespace NextModel.Limits;

/// <summary>One limit and where a caller stands in it, for <c>x-ratelimit-*</c>.</summary>
/// <param name="Limit">What a minute allows.</param>
/// <param name="Remaining">What is left of it now.</param>
/// <param name="Reset">When all of it is there again if nothing more is asked.</param>
public readonly record struct RateStanding(long Limit, long Remaining, TimeSpan Reset)
{
    /// <summary>The time as OpenAI spells it: <c>120ms</c>, <c>1.5s</c>, <c>6m0s</c>.</summary>
    public string ResetText
    {
        get
        {
            var milliseconds = (long)Math.Ceiling(Reset.TotalMilliseconds);
            return milliseconds < 1000
                ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds}ms")
                : milliseconds < 60_000
                    ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000m:0.###}s")
                    : string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 60_000}m{milliseconds % 60_000 / 1000}s");
        }
    }
}

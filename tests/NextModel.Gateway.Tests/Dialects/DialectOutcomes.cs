namespace NextModel.Gateway.Tests.Dialects;

/// <summary>The documented outcome of every fixture of a translated dialect, asked for as JSON and as a stream; a line reads as in
/// <see cref="Fixtures.FixtureOutcomes"/>.</summary>
internal static class DialectOutcomes
{
    /// <summary>The stream tells the same as the JSON.</summary>
    public const string Same = "same";

    private const string Call = "(Thinking.) Lanterns drift. toolu_fx01:get_weather {\"city\":\"Oslo\",\"unit\":\"C\"} [tool_calls]";

    public static readonly IReadOnlyDictionary<string, (string Json, string Stream)> All = new Dictionary<string, (string, string)>
    {
        ["anthropic-529"] = ("503 upstream_failed none 0/0 free x2 overloaded", Same),
        ["anthropic-count-tokens"] = ("502 upstream_failed none 0/0 free x2 provider_error", Same),
        ["anthropic-mid-error"] = ("503 upstream_failed none 0/0 free x2 overloaded", "200 upstream_broke none 0/0 free x1 overloaded cut: (Thinking.) Lanterns [unfinished]"),
        ["anthropic-normal"] = ("200 completed provider 15/15 billed x1: Lanterns drift. [stop]", Same),
        ["anthropic-stream"] = ("200 completed provider 15/15 billed x1: " + Call, Same),
        ["anthropic-stream-noevent"] = ("200 completed provider 15/15 billed x1: " + Call, Same),
        ["anthropic-truncated"] = ("502 upstream_failed none 0/0 free x2 provider_error", "200 upstream_broke none 0/0 free x1 provider_error cut: (Thinking.) Lanterns [unfinished]"),
    };
}

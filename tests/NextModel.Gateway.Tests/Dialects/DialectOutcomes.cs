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
        ["azure-401"] = ("502 upstream_failed none 0/0 free x1 provider_error", Same),
        ["azure-filter-400"] = ("400 upstream_failed none 0/0 free x1 content_filter", Same),
        ["bedrock-429"] = ("429 upstream_failed none 0/0 free x2 rate_limit_exceeded", Same),
        ["bedrock-mid-exception"] = ("429 upstream_failed none 0/0 free x2 rate_limit_exceeded", "200 upstream_broke none 0/0 free x1 rate_limit_exceeded cut: Lanterns [unfinished]"),
        ["bedrock-normal"] = ("200 completed provider 15/5 billed x1: Lanterns drift. [stop]", Same),
        ["bedrock-stream"] = ("200 completed provider 15/15 billed x1: Lanterns drift. tooluse_fx01:get_weather {\"city\":\"Oslo\"} [tool_calls]", Same),
        ["bedrock-stream-split"] = ("200 completed provider 15/15 billed x1: Lanterns drift. tooluse_fx01:get_weather {\"city\":\"Oslo\"} [tool_calls]", Same),
        ["frame-azure-async-filter"] = ("200 completed provider 12/5 billed x1: Lanterns drift. [stop]", Same),
        ["frame-empty-choices-first"] = ("200 completed provider 12/5 billed x1: Lanterns drift. [stop]", Same),
        ["gemini-429"] = ("429 upstream_failed none 0/0 free x1 rate_limit_exceeded", Same),
        ["gemini-blocked"] = ("400 upstream_failed none 0/0 free x1 content_filter", Same),
        ["gemini-empty-stop"] = ("502 upstream_failed none 0/0 free x2 provider_error", Same),
        ["gemini-err-array"] = ("400 upstream_failed none 0/0 free x1 invalid_request", Same),
        ["gemini-stream"] = ("200 completed provider 12/8 billed x1: (Thinking.) Lanterns drift. minted:get_weather {\"city\":\"Oslo\"} [tool_calls]", Same),
        ["gemini-stream-array"] = ("200 completed provider 12/8 billed x1: Lanterns drift. [stop]", Same),
    };
}

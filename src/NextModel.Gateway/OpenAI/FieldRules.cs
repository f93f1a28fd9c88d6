using System.Globalization;
using System.Text;
using NextModel.Errors;
using NextModel.Json;

namespace NextModel.Gateway.OpenAI;

/// <summary>
/// Type rules for the members we know, from OpenAI's published specification (2026-08). Value ranges that differ between
/// providers, such as temperature, are left to the provider.
/// </summary>
internal static class FieldRules
{
    private static readonly JsonKind[] Flag = [JsonKind.True, JsonKind.False];

    /// <summary>Rules of chat completions.</summary>
    public static FieldRule[] Chat { get; } =
    [
        Rule("model", JsonKind.String),
        Rule("messages", JsonKind.Array),
        Rule("stream", Flag),
        Rule("stream_options", JsonKind.Object),
        Whole("max_tokens", 0, int.MaxValue),
        Whole("max_completion_tokens", 0, int.MaxValue),
        Whole("n", 1, 128),
        Rule("temperature", JsonKind.Number),
        Rule("top_p", JsonKind.Number),
        Rule("presence_penalty", JsonKind.Number),
        Rule("frequency_penalty", JsonKind.Number),
        Rule("logprobs", Flag),
        Whole("top_logprobs", 0, 20),
        Rule("logit_bias", JsonKind.Object),
        Rule("stop", JsonKind.String, JsonKind.Array),
        Rule("tools", JsonKind.Array),
        Rule("tool_choice", JsonKind.String, JsonKind.Object),
        Rule("parallel_tool_calls", Flag),
        Rule("functions", JsonKind.Array),
        Rule("function_call", JsonKind.String, JsonKind.Object),
        Rule("response_format", JsonKind.Object),
        Rule("metadata", JsonKind.Object),
        Rule("modalities", JsonKind.Array),
        Rule("audio", JsonKind.Object),
        Rule("store", Flag),
        Rule("user", JsonKind.String),
        Rule("safety_identifier", JsonKind.String),
        Rule("prompt_cache_key", JsonKind.String),
    ];

    /// <summary>Rules of embeddings.</summary>
    public static FieldRule[] Embeddings { get; } =
    [
        Rule("model", JsonKind.String),
        Rule("input", JsonKind.String, JsonKind.Array),
        Rule("encoding_format", JsonKind.String),
        Whole("dimensions", 1, int.MaxValue),
        Rule("user", JsonKind.String),
    ];

    /// <summary>Rules of completions.</summary>
    public static FieldRule[] Completions { get; } =
    [
        Rule("model", JsonKind.String),
        Rule("prompt", JsonKind.String, JsonKind.Array),
        Rule("suffix", JsonKind.String),
        Rule("stream", Flag),
        Rule("stream_options", JsonKind.Object),
        Whole("max_tokens", 0, int.MaxValue),
        Whole("n", 1, 128),
        Whole("best_of", 0, 128),
        Rule("echo", Flag),
        Rule("temperature", JsonKind.Number),
        Rule("top_p", JsonKind.Number),
        Rule("presence_penalty", JsonKind.Number),
        Rule("frequency_penalty", JsonKind.Number),
        Whole("logprobs", 0, int.MaxValue),
        Rule("logit_bias", JsonKind.Object),
        Rule("stop", JsonKind.String, JsonKind.Array),
        Rule("user", JsonKind.String),
    ];

    /// <summary>The first member that breaks its rule, as a refusal; null when all keep theirs.</summary>
    public static GatewayError? Check(JsonCursor root, FieldRule[] rules)
    {
        foreach (var member in root.Children)
        {
            foreach (var rule in rules)
            {
                if (member.NameEquals(rule.Name))
                {
                    if (Check(member.Value, rule) is { } refusal)
                    {
                        return refusal;
                    }

                    break;
                }
            }
        }

        return null;
    }

    private static GatewayError? Check(JsonCursor value, FieldRule rule)
    {
        if (value.Kind == JsonKind.Null)
        {
            return null;
        }

        if (Array.IndexOf(rule.Kinds, value.Kind) < 0)
        {
            var name = Encoding.UTF8.GetString(rule.Name);
            return new GatewayError(
                GatewayErrorCode.InvalidRequest,
                $"'{name}' must be {string.Join(" or ", rule.Kinds.Select(Describe).Distinct())}, but it is {Describe(value.Kind)}.",
                name);
        }

        if (rule.Minimum is { } minimum && (!value.TryGetInt64(out var number) || number < minimum || number > rule.Maximum))
        {
            var name = Encoding.UTF8.GetString(rule.Name);
            var shown = Encoding.UTF8.GetString(value.Raw[..Math.Min(value.Raw.Length, 24)]);
            return new GatewayError(
                GatewayErrorCode.InvalidRequest,
                string.Create(CultureInfo.InvariantCulture, $"'{name}' must be a whole number from {minimum} to {rule.Maximum}, but it is {shown}."),
                name);
        }

        return null;
    }

    internal static string Describe(JsonKind kind) => kind switch
    {
        JsonKind.Object => "an object",
        JsonKind.Array => "an array",
        JsonKind.String => "a string",
        JsonKind.Number => "a number",
        JsonKind.True or JsonKind.False => "true or false",
        JsonKind.Null => "null",
        _ => "missing",
    };

    internal static FieldRule Rule(string name, params JsonKind[] kinds) => new(Encoding.UTF8.GetBytes(name), kinds);

    internal static FieldRule Whole(string name, long minimum, long maximum) =>
        new(Encoding.UTF8.GetBytes(name), [JsonKind.Number], minimum, maximum);
}

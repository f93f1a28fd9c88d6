using NextModel.Gateway.OpenAI;
using NextModel.Json;

namespace NextModel.Gateway.Responses;

/// <summary>Type rules for the members of the Responses API that we know, from OpenAI's published specification (2026-08).</summary>
internal static class ResponseFields
{
    public static FieldRule[] All { get; } =
    [
        FieldRules.Rule("model", JsonKind.String),
        FieldRules.Rule("input", JsonKind.String, JsonKind.Array),
        FieldRules.Rule("instructions", JsonKind.String, JsonKind.Array),
        FieldRules.Rule("stream", JsonKind.True, JsonKind.False),
        FieldRules.Rule("stream_options", JsonKind.Object),
        FieldRules.Whole("max_output_tokens", 1, int.MaxValue),
        FieldRules.Whole("max_tool_calls", 1, int.MaxValue),
        FieldRules.Whole("top_logprobs", 0, 20),
        FieldRules.Rule("temperature", JsonKind.Number),
        FieldRules.Rule("top_p", JsonKind.Number),
        FieldRules.Rule("tools", JsonKind.Array),
        FieldRules.Rule("tool_choice", JsonKind.String, JsonKind.Object),
        FieldRules.Rule("parallel_tool_calls", JsonKind.True, JsonKind.False),
        FieldRules.Rule("text", JsonKind.Object),
        FieldRules.Rule("reasoning", JsonKind.Object),
        FieldRules.Rule("include", JsonKind.Array),
        FieldRules.Rule("metadata", JsonKind.Object),
        FieldRules.Rule("store", JsonKind.True, JsonKind.False),
        FieldRules.Rule("background", JsonKind.True, JsonKind.False),
        FieldRules.Rule("previous_response_id", JsonKind.String),
        FieldRules.Rule("conversation", JsonKind.String, JsonKind.Object),
        FieldRules.Rule("prompt", JsonKind.Object),
        FieldRules.Rule("truncation", JsonKind.String),
        FieldRules.Rule("service_tier", JsonKind.String),
        FieldRules.Rule("user", JsonKind.String),
        FieldRules.Rule("safety_identifier", JsonKind.String),
        FieldRules.Rule("prompt_cache_key", JsonKind.String),
    ];
}

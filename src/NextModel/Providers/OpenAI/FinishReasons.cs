using System.Collections.Frozen;
using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>The words sources end a choice with, and OpenAI's words for them: some clients throw on any other.</summary>
internal static class FinishReasons
{
    private static readonly FrozenDictionary<string, FinishReason> Words = new Dictionary<string, FinishReason>
    {
        [""] = FinishReason.None,
        ["stop"] = FinishReason.Stop,
        ["eos"] = FinishReason.Stop,
        ["end_turn"] = FinishReason.Stop,
        ["stop_sequence"] = FinishReason.Stop,
        ["complete"] = FinishReason.Stop,
        ["length"] = FinishReason.Length,
        ["model_length"] = FinishReason.Length,
        ["max_tokens"] = FinishReason.Length,
        ["model_context_window_exceeded"] = FinishReason.Length,
        ["repetition_truncation"] = FinishReason.Length,
        ["tool_calls"] = FinishReason.ToolCalls,
        ["tool_use"] = FinishReason.ToolCalls,
        ["function_call"] = FinishReason.FunctionCall,
        ["content_filter"] = FinishReason.ContentFilter,
        ["content-filter"] = FinishReason.ContentFilter,
        ["content_filtered"] = FinishReason.ContentFilter,
        ["prohibited_content"] = FinishReason.ContentFilter,
        ["recitation"] = FinishReason.ContentFilter,
        ["risk"] = FinishReason.ContentFilter,
        ["safety"] = FinishReason.ContentFilter,
        ["sensitive"] = FinishReason.ContentFilter,
        ["error"] = FinishReason.Failed,
        ["network_error"] = FinishReason.Failed,
        ["insufficient_system_resource"] = FinishReason.Failed,
        ["abort"] = FinishReason.Failed,
        ["cancelled"] = FinishReason.Failed,
        ["canceled"] = FinishReason.Failed,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static FinishReason Read(JsonCursor value)
    {
        if (value.Kind != JsonKind.String)
        {
            return FinishReason.None;
        }

        return value.Raw.SequenceEqual("\"stop\""u8) ? FinishReason.Stop
            : Words.TryGetValue(value.GetString()!, out var known) ? known : FinishReason.Unknown;
    }

    /// <summary>The reason as a JSON value.</summary>
    public static ReadOnlySpan<byte> Json(FinishReason reason) => reason switch
    {
        FinishReason.Stop or FinishReason.Unknown => "\"stop\""u8,
        FinishReason.Length => "\"length\""u8,
        FinishReason.ToolCalls => "\"tool_calls\""u8,
        FinishReason.ContentFilter => "\"content_filter\""u8,
        FinishReason.FunctionCall => "\"function_call\""u8,
        _ => "null"u8,
    };

    /// <summary>What a source that does not tell stopping from calling should have said.</summary>
    public static FinishReason Given(this FinishReason reason, bool calledTools, bool calledFunction) =>
        reason is not (FinishReason.Stop or FinishReason.Unknown) ? reason
        : calledTools ? FinishReason.ToolCalls
        : calledFunction ? FinishReason.FunctionCall
        : reason;
}

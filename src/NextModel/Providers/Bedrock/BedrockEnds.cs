using NextModel.Json;

namespace NextModel.Providers.Bedrock;

/// <summary>Why an answer ended, in OpenAI's words.</summary>
internal static class BedrockEnds
{
    /// <summary>Writes the finish reason as JSON. A word nobody has documented travels on, so that it is known to be one.</summary>
    public static void Write(PooledBuffer output, JsonCursor reason)
    {
        output.Write(reason.GetString() switch
        {
            null or "" => "null"u8,
            "end_turn" or "stop_sequence" => "\"stop\""u8,
            "max_tokens" or "model_context_window_exceeded" => "\"length\""u8,
            "tool_use" => "\"tool_calls\""u8,
            "content_filtered" or "guardrail_intervened" => "\"content_filter\""u8,
            _ => reason.Raw,
        });
    }
}

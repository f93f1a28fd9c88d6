using NextModel.Json;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Anthropic;

/// <summary>Why an answer ended, in OpenAI's words.</summary>
internal static class AnthropicEnds
{
    /// <summary>Writes the finish reason as JSON. A word nobody has documented travels on, so that it is known to be one.</summary>
    public static void Write(PooledBuffer output, JsonCursor stopReason)
    {
        if (stopReason.Content().IsEmpty)
        {
            output.Write("null"u8);
            return;
        }

        output.Write(stopReason.TextEquals("end_turn"u8) || stopReason.TextEquals("stop_sequence"u8) ? "\"stop\""u8
            : stopReason.TextEquals("tool_use"u8) ? "\"tool_calls\""u8
            : stopReason.TextEquals("max_tokens"u8) || stopReason.TextEquals("model_context_window_exceeded"u8) ? "\"length\""u8
            : stopReason.TextEquals("refusal"u8) ? "\"content_filter\""u8
            : stopReason.Raw);
    }
}

using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>How the choices of a complete answer ended, as far as the cache cares.</summary>
internal static class AnswerEnds
{
    /// <summary>Null when every choice ended by itself and said something other than no.</summary>
    public static string? WhyNotStorable(JsonCursor answer)
    {
        foreach (var choice in answer["choices"u8].Children)
        {
            var reason = choice.Value["finish_reason"u8];
            if (reason.TextEquals("content_filter"u8))
            {
                return "content_filter";
            }

            if (!reason.TextEquals("stop"u8) && !reason.TextEquals("tool_calls"u8))
            {
                return "finish_reason";
            }

            if (!choice.Value["message"u8]["refusal"u8].Content().IsEmpty)
            {
                return "refusal";
            }
        }

        return null;
    }
}

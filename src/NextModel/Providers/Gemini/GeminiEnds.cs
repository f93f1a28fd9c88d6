using NextModel.Json;

namespace NextModel.Providers.Gemini;

/// <summary>Why a candidate ended, in OpenAI's words.</summary>
internal static class GeminiEnds
{
    private static readonly string[] Filtered =
    [
        "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE", "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION",
    ];

    /// <summary>Ends that are the model's mistake: where nothing was said, another try may go well.</summary>
    private static readonly string[] Mistakes =
        ["MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS", "NO_IMAGE", "OTHER", "STOP", "FINISH_REASON_UNSPECIFIED"];

    /// <summary>Writes the finish reason as JSON. A word nobody has documented travels on, so that it is known to be one.</summary>
    public static void Write(PooledBuffer output, JsonCursor reason)
    {
        var word = reason.GetString();
        output.Write(string.IsNullOrEmpty(word) ? "null"u8
            : word == "STOP" ? "\"stop\""u8
            : word is "MAX_TOKENS" or "CONTINUATION" ? "\"length\""u8
            : Filtered.Contains(word) ? "\"content_filter\""u8
            : reason.Raw);
    }

    /// <summary>True for an end that is none where the candidate has said nothing at all.</summary>
    public static bool IsMistake(JsonCursor reason) => reason.GetString() is { } word && Mistakes.Contains(word);
}

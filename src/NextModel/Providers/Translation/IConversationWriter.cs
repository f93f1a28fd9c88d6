using NextModel.Json;

namespace NextModel.Providers.Translation;

/// <summary>Writes a conversation in one dialect, block by block, as <see cref="ConversationReader"/> tells it.</summary>
internal interface IConversationWriter
{
    /// <summary>A turn begins; neighbours of one role are one turn.</summary>
    void OpenTurn(bool assistant);

    void CloseTurn();

    /// <summary>A text that is not empty.</summary>
    /// <param name="text">A JSON string.</param>
    /// <param name="cacheControl">The caller's <c>cache_control</c> here; may be none.</param>
    void Text(JsonCursor text, JsonCursor cacheControl);

    /// <summary>An image, a file or a sound; refuses what the dialect does not take.</summary>
    void Media(in MediaPart part, JsonCursor cacheControl);

    /// <summary>A part of a type that OpenAI does not have; false when it is none of this dialect's either.</summary>
    bool TryOwnPart(JsonCursor part);

    /// <summary>The reasoning behind an assistant message, as an earlier answer gave it.</summary>
    /// <param name="details">Its <c>reasoning_details</c>, an array.</param>
    void Reasoning(JsonCursor details);

    /// <param name="call">The call, for what the dialect keeps beside it.</param>
    /// <param name="id">Its id, as the dialect allows it.</param>
    /// <param name="name">The function's name, a JSON string.</param>
    /// <param name="arguments">A JSON object.</param>
    void ToolCall(JsonCursor call, string id, JsonCursor name, ReadOnlySpan<byte> arguments);

    /// <param name="id">Of the call it answers.</param>
    /// <param name="name">The function that was called; null when no call of that id came before.</param>
    /// <param name="content">A string, or an array of parts.</param>
    /// <param name="cacheControl">The caller's <c>cache_control</c> here; may be none.</param>
    void ToolResult(string id, string? name, JsonCursor content, JsonCursor cacheControl);
}

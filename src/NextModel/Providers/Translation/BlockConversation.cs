using System.Text.Json;
using NextModel.Json;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Translation;

/// <summary>What dialects share whose turns are lists of content blocks, and whose reasoning comes first in a turn.</summary>
internal abstract class BlockConversation(Utf8JsonWriter json, TranslationNotes notes) : IConversationWriter
{
    protected Utf8JsonWriter Json => json;

    protected TranslationNotes Notes => notes;

    /// <summary>True when the last assistant turn thought and its reasoning is here.</summary>
    public bool HasReasoning { get; protected set; }

    /// <summary>True while the last thing in the conversation is a tool's result: the model goes on with a turn it began.</summary>
    public bool IsInToolLoop { get; protected set; }

    public void OpenTurn(bool assistant)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, assistant ? "assistant"u8 : "user"u8);
        json.WriteStartArray("content"u8);
        HasReasoning = !assistant && HasReasoning;
    }

    public void CloseTurn()
    {
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public abstract void Text(JsonCursor text, JsonCursor cacheControl);

    public abstract void Media(in MediaPart part, JsonCursor cacheControl);

    public abstract bool TryOwnPart(JsonCursor part);

    public abstract void Reasoning(JsonCursor details);

    public abstract void ToolCall(JsonCursor call, string id, JsonCursor name, ReadOnlySpan<byte> arguments);

    public abstract void ToolResult(string id, string? name, JsonCursor content, JsonCursor cacheControl);

    /// <summary>Writes the parts of a tool's result as blocks: texts, images, files.</summary>
    protected void WriteResultParts(JsonCursor content)
    {
        const string Place = "messages[].content[]";
        foreach (var part in content.Children)
        {
            var text = part.Value["text"u8];
            if (part.Value["type"u8].TextEquals("text"u8))
            {
                // An empty text block is an error, and a part without text says nothing.
                if (!text.Content().IsEmpty)
                {
                    Text(text, default);
                }
            }
            else if (MediaReader.TryRead(part.Value, Place, notes, out var media))
            {
                Media(media, default);
            }
            else
            {
                notes.Unsupported($"A part of a tool's result is neither text nor an image: {notes.Model} takes no others.", Place);
            }
        }
    }
}

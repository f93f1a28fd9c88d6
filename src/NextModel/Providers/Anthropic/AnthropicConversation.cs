using System.Text.Json;
using NextModel.Json;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Translation;

namespace NextModel.Providers.Anthropic;

/// <summary>Writes turns as <c>messages</c> of content blocks, and instructions as blocks of <c>system</c>.</summary>
internal sealed class AnthropicConversation(Utf8JsonWriter json, TranslationNotes notes) : IConversationWriter
{
    /// <summary>What <c>reasoning_details</c> that began here are marked with.</summary>
    public static ReadOnlySpan<byte> Format => "anthropic-claude-v1"u8;

    /// <summary>Most bytes of one image.</summary>
    private const int MaxImage = 5 * 1024 * 1024;

    /// <summary>Most bytes of a document.</summary>
    private const int MaxDocument = 32 * 1024 * 1024;

    private static readonly string[] Images = ["image/jpeg", "image/png", "image/gif", "image/webp"];

    /// <summary>Blocks of the dialect's own that a caller may send among the parts.</summary>
    private static readonly string[] OwnBlocks = ["document", "image", "search_result", "container_upload"];

    /// <summary>True when the last assistant turn thought and its reasoning is here.</summary>
    public bool HasReasoning { get; private set; }

    /// <summary>True while the last thing in the conversation is a tool's result: the model goes on with a turn it began.</summary>
    public bool IsInToolLoop { get; private set; }

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

    public void Text(JsonCursor text, JsonCursor cacheControl)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "text"u8);
        json.WriteRaw("text"u8, text);
        WriteCacheControl(json, cacheControl);
        json.WriteEndObject();
        IsInToolLoop = false;
    }

    public void Media(in MediaPart part, JsonCursor cacheControl)
    {
        if (!IsTaken(part))
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("type"u8, part.Kind == MediaKind.Image ? "image"u8 : "document"u8);
        json.WriteStartObject("source"u8);
        if (part.MediaType is null)
        {
            json.WriteString("type"u8, "url"u8);
            json.WriteRaw("url"u8, part.Url);
        }
        else
        {
            json.WriteString("type"u8, "base64"u8);
            json.WriteString("media_type"u8, part.MediaType);
            json.WriteString("data"u8, part.Base64.Span);
        }

        json.WriteEndObject();
        if (part.FileName.Kind == JsonKind.String)
        {
            json.WriteRaw("title"u8, part.FileName);
        }

        WriteCacheControl(json, cacheControl);
        json.WriteEndObject();
        IsInToolLoop = false;
    }

    public bool TryOwnPart(JsonCursor part)
    {
        var type = part["type"u8].GetString();
        if (!OwnBlocks.Contains(type))
        {
            return false;
        }

        json.WriteRaw(part);
        IsInToolLoop = false;
        return true;
    }

    public void Reasoning(JsonCursor details)
    {
        foreach (var detail in details.Children)
        {
            var format = detail.Value["format"u8];
            var (signature, sealedText) = (detail.Value["signature"u8], detail.Value["data"u8]);
            var isOurs = format.IsNullOrMissing || format.TextEquals(Format);
            if (isOurs && detail.Value["type"u8].TextEquals("reasoning.text"u8) && !signature.Content().IsEmpty)
            {
                json.WriteStartObject();
                json.WriteString("type"u8, "thinking"u8);
                json.WriteRaw("thinking"u8, detail.Value["text"u8].Kind == JsonKind.String ? detail.Value["text"u8].Raw : "\"\""u8);
                json.WriteRaw("signature"u8, signature);
                json.WriteEndObject();
                HasReasoning = true;
            }
            else if (isOurs && detail.Value["type"u8].TextEquals("reasoning.encrypted"u8) && !sealedText.Content().IsEmpty)
            {
                json.WriteStartObject();
                json.WriteString("type"u8, "redacted_thinking"u8);
                json.WriteRaw("data"u8, sealedText);
                json.WriteEndObject();
                HasReasoning = true;
            }
            else
            {
                // Of another model, or without its signature: it would be refused.
                notes.Adjust("messages[].reasoning_details");
            }
        }
    }

    public void ToolCall(JsonCursor call, string id, JsonCursor name, ReadOnlySpan<byte> arguments)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "tool_use"u8);
        json.WriteString("id"u8, id);
        json.WriteRaw("name"u8, name);
        json.WriteRaw("input"u8, arguments);
        WriteCacheControl(json, call["cache_control"u8]);
        json.WriteEndObject();
        IsInToolLoop = false;
    }

    public void ToolResult(string id, string? name, JsonCursor content, JsonCursor cacheControl)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "tool_result"u8);
        json.WriteString("tool_use_id"u8, id);
        WriteResult(content);
        WriteCacheControl(json, cacheControl);
        json.WriteEndObject();
        IsInToolLoop = true;
    }

    /// <summary>Writes a cache breakpoint; OpenAI's spelling of one becomes Anthropic's.</summary>
    public static void WriteCacheControl(Utf8JsonWriter json, JsonCursor cacheControl)
    {
        if (cacheControl.Kind != JsonKind.Object)
        {
            return;
        }

        if (cacheControl["type"u8].Kind == JsonKind.String)
        {
            json.WriteRaw("cache_control"u8, cacheControl);
        }
        else
        {
            json.WriteRaw("cache_control"u8, """{"type":"ephemeral"}"""u8);
        }
    }

    private void WriteResult(JsonCursor content)
    {
        if (content.Kind == JsonKind.String)
        {
            json.WriteRaw("content"u8, content);
            return;
        }

        json.WriteStartArray("content"u8);
        foreach (var part in content.Children)
        {
            var path = "messages[].content[]";
            if (part.Value["type"u8].TextEquals("text"u8))
            {
                if (!part.Value["text"u8].Content().IsEmpty)
                {
                    Text(part.Value["text"u8], default);
                }
            }
            else if (MediaReader.TryRead(part.Value, path, notes, out var media))
            {
                Media(media, default);
            }
            else
            {
                notes.Unsupported($"A part of a tool's result is neither text nor an image: {notes.Model} takes no others.", path);
            }
        }

        json.WriteEndArray();
    }

    private bool IsTaken(in MediaPart part)
    {
        if (part.Kind == MediaKind.Audio)
        {
            notes.Unsupported($"'{part.Path}' is sound, which {notes.Model} does not take.", part.Path);
        }
        else if (part.MediaType is not null && part.Kind == MediaKind.Image && !Images.Contains(part.MediaType))
        {
            notes.Unsupported($"'{part.Path}' is '{part.MediaType}': {notes.Model} takes {string.Join(", ", Images)}.", part.Path);
        }
        else if (part.MediaType is not null and not "application/pdf" && part.Kind == MediaKind.File)
        {
            notes.Unsupported($"'{part.Path}' is '{part.MediaType}': {notes.Model} takes application/pdf.", part.Path);
        }
        else if (part.Size > (part.Kind == MediaKind.Image ? MaxImage : MaxDocument))
        {
            notes.Invalid($"'{part.Path}' has {part.Size} bytes: {notes.Model} takes at most {MaxImage} of an image, {MaxDocument} of a file.", part.Path);
        }

        return notes.Refusal is null;
    }
}

using System.Text.Json;
using NextModel.Json;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Translation;

namespace NextModel.Providers.Anthropic;

/// <summary>Writes turns as <c>messages</c> of content blocks, and instructions as blocks of <c>system</c>.</summary>
internal sealed class AnthropicConversation(Utf8JsonWriter json, TranslationNotes notes) : BlockConversation(json, notes)
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

    public override void Text(JsonCursor text, JsonCursor cacheControl)
    {
        Json.WriteStartObject();
        Json.WriteString("type"u8, "text"u8);
        Json.WriteRaw("text"u8, text);
        WriteCacheControl(Json, cacheControl);
        Json.WriteEndObject();
        IsInToolLoop = false;
    }

    public override void Media(in MediaPart part, JsonCursor cacheControl)
    {
        if (!IsTaken(part))
        {
            return;
        }

        Json.WriteStartObject();
        Json.WriteString("type"u8, part.Kind == MediaKind.Image ? "image"u8 : "document"u8);
        Json.WriteStartObject("source"u8);
        if (part.MediaType is null)
        {
            Json.WriteString("type"u8, "url"u8);
            Json.WriteRaw("url"u8, part.Url);
        }
        else
        {
            Json.WriteString("type"u8, "base64"u8);
            Json.WriteString("media_type"u8, part.MediaType);
            Json.WriteString("data"u8, part.Base64.Span);
        }

        Json.WriteEndObject();
        if (part.FileName.Kind == JsonKind.String)
        {
            Json.WriteRaw("title"u8, part.FileName);
        }

        WriteCacheControl(Json, cacheControl);
        Json.WriteEndObject();
        IsInToolLoop = false;
    }

    public override bool TryOwnPart(JsonCursor part)
    {
        var type = part["type"u8].GetString();
        if (!OwnBlocks.Contains(type))
        {
            return false;
        }

        Json.WriteRaw(part);
        IsInToolLoop = false;
        return true;
    }

    public override void Reasoning(JsonCursor details)
    {
        foreach (var detail in details.Children)
        {
            var format = detail.Value["format"u8];
            var (signature, sealedText) = (detail.Value["signature"u8], detail.Value["data"u8]);
            var isOurs = format.IsNullOrMissing || format.TextEquals(Format);
            if (isOurs && detail.Value["type"u8].TextEquals("reasoning.text"u8) && !signature.Content().IsEmpty)
            {
                Json.WriteStartObject();
                Json.WriteString("type"u8, "thinking"u8);
                Json.WriteRaw("thinking"u8, detail.Value["text"u8].Kind == JsonKind.String ? detail.Value["text"u8].Raw : "\"\""u8);
                Json.WriteRaw("signature"u8, signature);
                Json.WriteEndObject();
                HasReasoning = true;
            }
            else if (isOurs && detail.Value["type"u8].TextEquals("reasoning.encrypted"u8) && !sealedText.Content().IsEmpty)
            {
                Json.WriteStartObject();
                Json.WriteString("type"u8, "redacted_thinking"u8);
                Json.WriteRaw("data"u8, sealedText);
                Json.WriteEndObject();
                HasReasoning = true;
            }
            else
            {
                // Of another model, or without its signature: it would be refused.
                Notes.Adjust("messages[].reasoning_details");
            }
        }
    }

    public override void ToolCall(JsonCursor call, string id, JsonCursor name, ReadOnlySpan<byte> arguments)
    {
        Json.WriteStartObject();
        Json.WriteString("type"u8, "tool_use"u8);
        Json.WriteString("id"u8, id);
        Json.WriteRaw("name"u8, name);
        Json.WriteRaw("input"u8, arguments);
        WriteCacheControl(Json, call["cache_control"u8]);
        Json.WriteEndObject();
        IsInToolLoop = false;
    }

    public override void ToolResult(string id, string? name, JsonCursor content, JsonCursor cacheControl)
    {
        Json.WriteStartObject();
        Json.WriteString("type"u8, "tool_result"u8);
        Json.WriteString("tool_use_id"u8, id);
        WriteResult(content);
        WriteCacheControl(Json, cacheControl);
        Json.WriteEndObject();
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
            Json.WriteRaw("content"u8, content);
            return;
        }

        Json.WriteStartArray("content"u8);
        WriteResultParts(content);
        Json.WriteEndArray();
    }

    private bool IsTaken(in MediaPart part)
    {
        if (part.Kind == MediaKind.Audio)
        {
            Notes.Unsupported($"'{part.Path}' is sound, which {Notes.Model} does not take.", part.Path);
        }
        else if (part.MediaType is not null && part.Kind == MediaKind.Image && !Images.Contains(part.MediaType))
        {
            Notes.Unsupported($"'{part.Path}' is '{part.MediaType}': {Notes.Model} takes {string.Join(", ", Images)}.", part.Path);
        }
        else if (part.MediaType is not null and not "application/pdf" && part.Kind == MediaKind.File)
        {
            Notes.Unsupported($"'{part.Path}' is '{part.MediaType}': {Notes.Model} takes application/pdf.", part.Path);
        }
        else if (part.Size > (part.Kind == MediaKind.Image ? MaxImage : MaxDocument))
        {
            Notes.Invalid($"'{part.Path}' has {part.Size} bytes: {Notes.Model} takes at most {MaxImage} of an image, {MaxDocument} of a file.", part.Path);
        }

        return Notes.Refusal is null;
    }
}

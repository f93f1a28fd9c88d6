using System.Text.Json;
using NextModel.Json;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Translation;

namespace NextModel.Providers.Bedrock;

/// <summary>Writes turns as <c>messages</c> of Converse blocks, and instructions as blocks of <c>system</c>.</summary>
internal sealed class BedrockConversation(Utf8JsonWriter json, TranslationNotes notes) : IConversationWriter
{
    /// <summary>What <c>reasoning_details</c> that began here are marked with.</summary>
    public static ReadOnlySpan<byte> Format => "bedrock-converse-v1"u8;

    private static readonly Dictionary<string, string> Images = new()
    {
        ["image/png"] = "png",
        ["image/jpeg"] = "jpeg",
        ["image/gif"] = "gif",
        ["image/webp"] = "webp",
    };

    private static readonly Dictionary<string, string> Documents = new()
    {
        ["application/pdf"] = "pdf",
        ["text/csv"] = "csv",
        ["text/html"] = "html",
        ["text/plain"] = "txt",
        ["text/markdown"] = "md",
        ["application/msword"] = "doc",
        ["application/vnd.openxmlformats-officedocument.wordprocessingml.document"] = "docx",
        ["application/vnd.ms-excel"] = "xls",
        ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"] = "xlsx",
    };

    private int _documents;

    /// <summary>True when the last assistant turn thought and its reasoning is here.</summary>
    public bool HasReasoning { get; private set; }

    /// <summary>True while the last thing in the conversation is a tool's result.</summary>
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
        json.WriteRaw("text"u8, text);
        json.WriteEndObject();
        WriteCachePoint(json, cacheControl);
        IsInToolLoop = false;
    }

    public void Media(in MediaPart part, JsonCursor cacheControl)
    {
        if (!TryFormat(part, out var format))
        {
            return;
        }

        json.WriteStartObject();
        json.WriteStartObject(part.Kind == MediaKind.Image ? "image"u8 : "document"u8);
        json.WriteString("format"u8, format);
        if (part.Kind == MediaKind.File)
        {
            json.WriteString("name"u8, DocumentName(part.FileName));
        }

        json.WriteStartObject("source"u8);
        json.WriteString("bytes"u8, part.Base64.Span);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        WriteCachePoint(json, cacheControl);
        IsInToolLoop = false;
    }

    public bool TryOwnPart(JsonCursor part) => false;

    public void Reasoning(JsonCursor details)
    {
        foreach (var detail in details.Children)
        {
            var (signature, sealedText) = (detail.Value["signature"u8], detail.Value["data"u8]);
            if (!detail.Value["format"u8].TextEquals(Format) || (signature.Content().IsEmpty && sealedText.Content().IsEmpty))
            {
                // Of another source, or without its signature: it would be refused.
                notes.Adjust("messages[].reasoning_details");
                continue;
            }

            json.WriteStartObject();
            json.WriteStartObject("reasoningContent"u8);
            if (!sealedText.Content().IsEmpty)
            {
                json.WriteRaw("redactedContent"u8, sealedText);
            }
            else
            {
                json.WriteStartObject("reasoningText"u8);
                json.WriteRaw("text"u8, detail.Value["text"u8].Kind == JsonKind.String ? detail.Value["text"u8].Raw : "\"\""u8);
                json.WriteRaw("signature"u8, signature);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
            HasReasoning = true;
        }
    }

    public void ToolCall(JsonCursor call, string id, JsonCursor name, ReadOnlySpan<byte> arguments)
    {
        json.WriteStartObject();
        json.WriteStartObject("toolUse"u8);
        json.WriteString("toolUseId"u8, id);
        json.WriteRaw("name"u8, name);
        json.WriteRaw("input"u8, arguments);
        json.WriteEndObject();
        json.WriteEndObject();
        IsInToolLoop = false;
    }

    public void ToolResult(string id, string? name, JsonCursor content, JsonCursor cacheControl)
    {
        json.WriteStartObject();
        json.WriteStartObject("toolResult"u8);
        json.WriteString("toolUseId"u8, id);
        json.WriteStartArray("content"u8);
        if (content.Kind == JsonKind.String)
        {
            Text(content, default);
        }

        foreach (var part in content.Children)
        {
            WriteResultPart(part.Value);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        WriteCachePoint(json, cacheControl);
        IsInToolLoop = true;
    }

    /// <summary>A cache breakpoint is a block of its own here, after the block it stands on.</summary>
    public static void WriteCachePoint(Utf8JsonWriter json, JsonCursor cacheControl)
    {
        if (cacheControl.Kind != JsonKind.Object)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteStartObject("cachePoint"u8);
        json.WriteString("type"u8, "default"u8);
        if (cacheControl["ttl"u8].Kind == JsonKind.String)
        {
            json.WriteRaw("ttl"u8, cacheControl["ttl"u8]);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteResultPart(JsonCursor part)
    {
        const string Place = "messages[].content[]";
        if (part["type"u8].TextEquals("text"u8))
        {
            // An empty text block is an error, and a part without text says nothing.
            if (!part["text"u8].Content().IsEmpty)
            {
                Text(part["text"u8], default);
            }
        }
        else if (MediaReader.TryRead(part, Place, notes, out var media))
        {
            Media(media, default);
        }
        else
        {
            notes.Unsupported($"A part of a tool's result is neither text nor an image: {notes.Model} takes no others.", Place);
        }
    }

    private bool TryFormat(in MediaPart part, out string? format)
    {
        format = null;
        if (part.Kind == MediaKind.Audio)
        {
            notes.Unsupported($"'{part.Path}' is sound, which {notes.Model} does not take.", part.Path);
        }
        else if (part.MediaType is null)
        {
            notes.Unsupported($"'{part.Path}' is an address, which {notes.Model} does not fetch: send a data URL.", part.Path);
        }
        else if (!(part.Kind == MediaKind.Image ? Images : Documents).TryGetValue(part.MediaType, out format))
        {
            var taken = string.Join(", ", (part.Kind == MediaKind.Image ? Images : Documents).Keys);
            notes.Unsupported($"'{part.Path}' is '{part.MediaType}': {notes.Model} takes {taken}.", part.Path);
        }

        return format is not null;
    }

    // Letters, digits, single spaces, '-', '(' and ')'; unique in the request.
    private string DocumentName(JsonCursor fileName)
    {
        _documents++;
        var kept = new string([.. (fileName.GetString() ?? "").Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '(' or ')' ? c : '-').Take(100)]);
        return kept.Length == 0 ? $"document-{_documents}" : $"{kept}-{_documents}";
    }
}

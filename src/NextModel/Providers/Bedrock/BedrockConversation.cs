using System.Text.Json;
using NextModel.Json;
using NextModel.Providers.Anthropic;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Translation;

namespace NextModel.Providers.Bedrock;

/// <summary>Writes turns as <c>messages</c> of Converse blocks, and instructions as blocks of <c>system</c>.</summary>
/// <param name="json">Where they go.</param>
/// <param name="notes">Learns what could not be told.</param>
/// <param name="isClaude">True where the model is Anthropic's: what it signed holds here too.</param>
internal sealed class BedrockConversation(Utf8JsonWriter json, TranslationNotes notes, bool isClaude) : BlockConversation(json, notes)
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

    public override void Text(JsonCursor text, JsonCursor cacheControl)
    {
        Json.WriteStartObject();
        Json.WriteRaw("text"u8, text);
        Json.WriteEndObject();
        WriteCachePoint(Json, cacheControl);
        IsInToolLoop = false;
    }

    public override void Media(in MediaPart part, JsonCursor cacheControl)
    {
        if (!TryFormat(part, out var format))
        {
            return;
        }

        Json.WriteStartObject();
        Json.WriteStartObject(part.Kind == MediaKind.Image ? "image"u8 : "document"u8);
        Json.WriteString("format"u8, format);
        if (part.Kind == MediaKind.File)
        {
            Json.WriteString("name"u8, DocumentName(part.FileName));
        }

        Json.WriteStartObject("source"u8);
        Json.WriteString("bytes"u8, part.Base64.Span);
        Json.WriteEndObject();
        Json.WriteEndObject();
        Json.WriteEndObject();
        WriteCachePoint(Json, cacheControl);
        IsInToolLoop = false;
    }

    public override bool TryOwnPart(JsonCursor part) => false;

    public override void Reasoning(JsonCursor details)
    {
        foreach (var detail in details.Children)
        {
            var (signature, sealedText) = (detail.Value["signature"u8], detail.Value["data"u8]);
            if (!IsReadable(detail.Value["format"u8], isSealed: !sealedText.Content().IsEmpty) || (signature.Content().IsEmpty && sealedText.Content().IsEmpty))
            {
                // Of another source, or without its signature: it would be refused.
                Notes.Adjust("messages[].reasoning_details");
                continue;
            }

            Json.WriteStartObject();
            Json.WriteStartObject("reasoningContent"u8);
            if (!sealedText.Content().IsEmpty)
            {
                Json.WriteRaw("redactedContent"u8, sealedText);
            }
            else
            {
                Json.WriteStartObject("reasoningText"u8);
                Json.WriteRaw("text"u8, detail.Value["text"u8].Kind == JsonKind.String ? detail.Value["text"u8].Raw : "\"\""u8);
                Json.WriteRaw("signature"u8, signature);
                Json.WriteEndObject();
            }

            Json.WriteEndObject();
            Json.WriteEndObject();
            HasReasoning = true;
        }
    }

    public override void ToolCall(JsonCursor call, string id, JsonCursor name, ReadOnlySpan<byte> arguments)
    {
        Json.WriteStartObject();
        Json.WriteStartObject("toolUse"u8);
        Json.WriteString("toolUseId"u8, id);
        Json.WriteRaw("name"u8, name);
        Json.WriteRaw("input"u8, arguments);
        Json.WriteEndObject();
        Json.WriteEndObject();
        IsInToolLoop = false;
    }

    public override void ToolResult(string id, string? name, JsonCursor content, JsonCursor cacheControl)
    {
        Json.WriteStartObject();
        Json.WriteStartObject("toolResult"u8);
        Json.WriteString("toolUseId"u8, id);
        Json.WriteStartArray("content"u8);
        if (content.Kind == JsonKind.String)
        {
            Text(content, default);
        }

        WriteResultParts(content);
        Json.WriteEndArray();
        Json.WriteEndObject();
        Json.WriteEndObject();
        WriteCachePoint(Json, cacheControl);
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

    // Signatures of Anthropic's models are good wherever they run; what they seal has another form there.
    private bool IsReadable(JsonCursor format, bool isSealed) =>
        format.TextEquals(Format) || (isClaude && !isSealed && format.TextEquals(AnthropicConversation.Format));

    private bool TryFormat(in MediaPart part, out string? format)
    {
        format = null;
        if (part.Kind == MediaKind.Audio)
        {
            Notes.Unsupported($"'{part.Path}' is sound, which {Notes.Model} does not take.", part.Path);
        }
        else if (part.MediaType is null)
        {
            Notes.Unsupported($"'{part.Path}' is an address, which {Notes.Model} does not fetch: send a data URL.", part.Path);
        }
        else if (!(part.Kind == MediaKind.Image ? Images : Documents).TryGetValue(part.MediaType, out format))
        {
            var taken = string.Join(", ", (part.Kind == MediaKind.Image ? Images : Documents).Keys);
            Notes.Unsupported($"'{part.Path}' is '{part.MediaType}': {Notes.Model} takes {taken}.", part.Path);
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

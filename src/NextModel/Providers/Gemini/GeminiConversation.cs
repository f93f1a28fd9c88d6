using System.Text;
using System.Text.Json;
using NextModel.Json;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Translation;

namespace NextModel.Providers.Gemini;

/// <summary>Writes turns as <c>contents</c> of parts, and instructions as parts of <c>systemInstruction</c>.</summary>
internal sealed class GeminiConversation(Utf8JsonWriter json, GeminiModel model, TranslationNotes notes) : IConversationWriter
{
    /// <summary>What <c>reasoning_details</c> that began here are marked with.</summary>
    public static ReadOnlySpan<byte> Format => "google-gemini-v1"u8;

    /// <summary>What the end of an address says of the file there; where it says nothing, Google is left to find out.</summary>
    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [".png"] = "image/png",
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".webp"] = "image/webp",
        [".heic"] = "image/heic",
        [".heif"] = "image/heif",
        [".pdf"] = "application/pdf",
        [".txt"] = "text/plain",
        [".mp3"] = "audio/mp3",
        [".wav"] = "audio/wav",
        [".mp4"] = "video/mp4",
    };

    private string? _signature;
    private bool _hasCall;

    public void OpenTurn(bool assistant)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, assistant ? "model"u8 : "user"u8);
        json.WriteStartArray("parts"u8);
        _hasCall = false;
        _signature = null;
    }

    public void CloseTurn()
    {
        if (_signature is not null)
        {
            json.WriteStartObject();
            json.WriteString("text"u8, ""u8);
            WriteSignature();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public void Text(JsonCursor text, JsonCursor cacheControl)
    {
        NoteCacheControl(cacheControl);
        json.WriteStartObject();
        json.WriteRaw("text"u8, text);
        WriteSignature();
        json.WriteEndObject();
    }

    public void Media(in MediaPart part, JsonCursor cacheControl)
    {
        NoteCacheControl(cacheControl);
        json.WriteStartObject();
        if (part.MediaType is not null)
        {
            json.WriteStartObject("inlineData"u8);
            json.WriteString("mimeType"u8, part.MediaType);
            json.WriteString("data"u8, part.Base64.Span);
            json.WriteEndObject();
        }
        else if (Uri.TryCreate(part.Url.GetString(), UriKind.Absolute, out var address) && CanFetch(address))
        {
            json.WriteStartObject("fileData"u8);
            if (Types.TryGetValue(Path.GetExtension(address.AbsolutePath).ToLowerInvariant(), out var type))
            {
                json.WriteString("mimeType"u8, type);
            }

            json.WriteRaw("fileUri"u8, part.Url);
            json.WriteEndObject();
        }
        else
        {
            notes.Unsupported(
                model.FetchesAddresses
                    ? $"'{part.Path}' is no https address: {notes.Model} fetches no others. Send one, or a data URL."
                    : $"'{part.Path}' is an address, which {notes.Model} does not fetch: send a data URL.",
                part.Path);
        }

        json.WriteEndObject();
    }

    public bool TryOwnPart(JsonCursor part)
    {
        if (part["inlineData"u8].Kind != JsonKind.Object && part["fileData"u8].Kind != JsonKind.Object)
        {
            return false;
        }

        json.WriteRaw(part);
        return true;
    }

    public void Reasoning(JsonCursor details)
    {
        foreach (var detail in details.Children)
        {
            if (detail.Value["format"u8].TextEquals(Format) && detail.Value["data"u8].GetString() is { Length: > 0 } signature)
            {
                _signature = signature;
            }
            else
            {
                notes.Adjust("messages[].reasoning_details");
            }
        }
    }

    public void ToolCall(JsonCursor call, string id, JsonCursor name, ReadOnlySpan<byte> arguments)
    {
        json.WriteStartObject();
        json.WriteStartObject("functionCall"u8);
        json.WriteString("id"u8, id);
        json.WriteRaw("name"u8, name);
        json.WriteRaw("args"u8, arguments);
        json.WriteEndObject();
        var signature = call["extra_content"u8]["google"u8]["thought_signature"u8];
        if (!signature.Content().IsEmpty)
        {
            json.WriteRaw("thoughtSignature"u8, signature);
        }
        else if (model.TakesLevel && !_hasCall)
        {
            // A call of another model's, or one whose signature the caller has lost: Google's own word for it.
            json.WriteString("thoughtSignature"u8, "skip_thought_signature_validator"u8);
        }

        _hasCall = true;
        json.WriteEndObject();
    }

    public void ToolResult(string id, string? name, JsonCursor content, JsonCursor cacheControl)
    {
        NoteCacheControl(cacheControl);
        if (name is null)
        {
            notes.Invalid($"A message with the role tool answers '{id}', but no assistant message before it calls a tool by that id.", "messages[].tool_call_id");
            return;
        }

        json.WriteStartObject();
        json.WriteStartObject("functionResponse"u8);
        json.WriteString("id"u8, id);
        json.WriteString("name"u8, name);
        json.WriteStartObject("response"u8);
        json.WritePropertyName("output"u8);
        WriteOutput(content);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // Files of Google's own File API can be named to any model.
    private bool CanFetch(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps && (model.FetchesAddresses || address.Host == "generativelanguage.googleapis.com");

    private void WriteOutput(JsonCursor content)
    {
        if (content.Kind == JsonKind.String)
        {
            json.WriteRaw(content);
            return;
        }

        var text = new StringBuilder();
        foreach (var part in content.Children)
        {
            if (part.Value["type"u8].TextEquals("text"u8))
            {
                text.Append(part.Value["text"u8].GetString());
            }
            else
            {
                notes.Unsupported($"A part of a tool's result is no text: {notes.Model} takes nothing else.", "messages[].content[]");
            }
        }

        json.WriteStringValue(text.ToString());
    }

    private void WriteSignature()
    {
        if (_signature is not null)
        {
            json.WriteString("thoughtSignature"u8, _signature);
            _signature = null;
        }
    }

    private void NoteCacheControl(JsonCursor cacheControl)
    {
        if (cacheControl.Kind == JsonKind.Object)
        {
            notes.Adjust("cache_control");
        }
    }
}

using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using NextModel.Json;

namespace NextModel.Providers.Sandbox;

/// <summary>The simulated chat answer: the last user message, said back, and labelled as simulated.</summary>
internal sealed class SandboxAnswer
{
    private const int WordsPerChunk = 3;

    // 2026-01-01T00:00:00Z: an answer that depends on nothing but its request has no clock.
    private const long Created = 1_767_225_600;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _id;
    private readonly string _text;
    private readonly int _inputTokens;
    private readonly int _outputTokens;

    public SandboxAnswer(JsonCursor request, ReadOnlySpan<byte> body)
    {
        _id = "chatcmpl-sandbox-" + Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 12));
        var echo = $"Sandbox echo (simulated): {LastUserText(request)}";
        _text = request["response_format"u8]["type"u8].Kind == JsonKind.String && !request["response_format"u8]["type"u8].TextEquals("text"u8)
            ? JsonSerializer.Serialize(new { echo }, JsonOptions)
            : echo;
        _inputTokens = Math.Max(1, body.Length / 4);
        _outputTokens = Math.Max(1, Encoding.UTF8.GetByteCount(_text) / 4);
    }

    private static JsonSerializerOptions JsonOptions { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public byte[] WriteJson()
    {
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output, Options);
        WriteHead(json, "chat.completion");
        json.WriteStartObject();
        json.WriteNumber("index"u8, 0);
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("content"u8, _text);
        json.WriteNull("refusal"u8);
        json.WriteStartArray("annotations"u8);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteNull("logprobs"u8);
        json.WriteString("finish_reason"u8, "stop"u8);
        json.WriteEndObject();
        json.WriteEndArray();
        WriteUsage(json);
        json.WriteString("system_fingerprint"u8, "fp_sandbox"u8);
        json.WriteEndObject();
        json.Flush();
        return output.WrittenSpan.ToArray();
    }

    public byte[] WriteStream()
    {
        var output = new ArrayBufferWriter<byte>();
        WriteChunk(output, role: true, "", finish: false);
        var rest = _text;
        while (rest.Length > 0)
        {
            var piece = TakeWords(rest);
            WriteChunk(output, role: false, piece, finish: false);
            rest = rest[piece.Length..];
        }

        WriteChunk(output, role: false, null, finish: true);
        output.Write("data: "u8);
        using (var json = new Utf8JsonWriter(output, Options))
        {
            WriteHead(json, "chat.completion.chunk");
            json.WriteEndArray();
            WriteUsage(json);
            json.WriteString("system_fingerprint"u8, "fp_sandbox"u8);
            json.WriteEndObject();
        }

        output.Write("\n\ndata: [DONE]\n\n"u8);
        return output.WrittenSpan.ToArray();
    }

    private void WriteChunk(ArrayBufferWriter<byte> output, bool role, string? content, bool finish)
    {
        output.Write("data: "u8);
        using (var json = new Utf8JsonWriter(output, Options))
        {
            WriteHead(json, "chat.completion.chunk");
            json.WriteStartObject();
            json.WriteNumber("index"u8, 0);
            json.WriteStartObject("delta"u8);
            if (role)
            {
                json.WriteString("role"u8, "assistant"u8);
            }

            if (content is not null)
            {
                json.WriteString("content"u8, content);
            }

            json.WriteEndObject();
            json.WriteNull("logprobs"u8);
            json.WriteString("finish_reason"u8, finish ? "stop" : null);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteString("system_fingerprint"u8, "fp_sandbox"u8);
            json.WriteEndObject();
        }

        output.Write("\n\n"u8);
    }

    private void WriteHead(Utf8JsonWriter json, string kind)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, _id);
        json.WriteString("object"u8, kind);
        json.WriteNumber("created"u8, Created);
        json.WriteString("model"u8, "sandbox-echo"u8);
        json.WriteStartArray("choices"u8);
    }

    private void WriteUsage(Utf8JsonWriter json)
    {
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, _inputTokens);
        json.WriteNumber("completion_tokens"u8, _outputTokens);
        json.WriteNumber("total_tokens"u8, _inputTokens + _outputTokens);
        json.WriteEndObject();
    }

    private static string LastUserText(JsonCursor request)
    {
        var text = "";
        foreach (var message in request["messages"u8].Children)
        {
            if (!message.Value["role"u8].TextEquals("user"u8))
            {
                continue;
            }

            var content = message.Value["content"u8];
            if (content.Kind == JsonKind.String)
            {
                text = content.GetString()!;
                continue;
            }

            foreach (var part in content.Children)
            {
                text = part.Value["text"u8].GetString() ?? text;
            }
        }

        return text;
    }

    private static string TakeWords(string text)
    {
        var end = 0;
        for (var words = 0; words < WordsPerChunk && end < text.Length; words++)
        {
            end = text.IndexOf(' ', Math.Min(end + 1, text.Length)) is >= 0 and var space ? space : text.Length;
        }

        return text[..end];
    }
}

using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using NextModel.Errors;

namespace NextModel.Gateway.OpenAI;

/// <summary>OpenAI's error envelope, with our request id beside it.</summary>
internal static class ErrorBody
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Write(GatewayError error, string requestId)
    {
        var (wire, _, type) = GatewayErrorCatalog.Describe(error.Code);
        var output = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteStartObject("error"u8);
        json.WriteString("message"u8, error.Message);
        json.WriteString("type"u8, type);
        json.WriteString("param"u8, error.Param);
        json.WriteString("code"u8, error.WireCode ?? wire);
        json.WriteEndObject();
        json.WriteString("request_id"u8, requestId);
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }
}

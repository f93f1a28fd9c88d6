using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using NextModel.Errors;

namespace NextModel.Gateway.Anthropic;

/// <summary>Errors as callers of Anthropic's API know them: its envelope, its types, its statuses. Our own code and the member at fault stand in
/// <c>details</c>.</summary>
internal static class AnthropicErrors
{
    /// <summary>Anthropic's status for a service that has no room at the moment.</summary>
    public const int Overloaded = 529;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The status: the error's own, but for those that Anthropic has another one for.</summary>
    public static int StatusOf(GatewayError error) => error.Status == 503 ? Overloaded : error.Status;

    /// <summary>The <c>type</c> that belongs to a status.</summary>
    public static string TypeOf(int status) => status switch
    {
        401 => "authentication_error",
        402 => "billing_error",
        403 => "permission_error",
        404 => "not_found_error",
        409 => "conflict_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        504 => "timeout_error",
        Overloaded => "overloaded_error",
        >= 500 => "api_error",
        _ => "invalid_request_error",
    };

    public static ReadOnlyMemory<byte> Write(GatewayError error, string requestId)
    {
        var output = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteString("type"u8, "error"u8);
        json.WriteStartObject("error"u8);
        json.WriteString("type"u8, TypeOf(StatusOf(error)));
        json.WriteString("message"u8, error.Message);
        json.WriteStartObject("details"u8);
        json.WriteString("error_code"u8, error.WireCode ?? GatewayErrorCatalog.Describe(error.Code).Wire);
        json.WriteString("param"u8, error.Param);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("request_id"u8, requestId);
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }
}

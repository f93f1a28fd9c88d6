using System.Text.Json;
using NextModel.Json;

namespace NextModel.Gateway.Serving;

/// <summary>Small steps from one request's JSON to another's: values are copied as they stand.</summary>
internal static class ChatJson
{
    /// <summary>Prompts stay as they are: only what JSON itself demands is escaped.</summary>
    public static readonly JsonWriterOptions Options = new()
    {
        SkipValidation = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes a member whose value stands in the request.</summary>
    public static void Copy(this Utf8JsonWriter json, ReadOnlySpan<byte> name, JsonCursor value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value.Raw, skipInputValidation: true);
    }

    /// <summary>Writes a member whose value is JSON already.</summary>
    public static void Copy(this Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value, skipInputValidation: true);
    }

    /// <summary>Writes a member whose value stands in the request, where it does.</summary>
    public static void CopyIfThere(this Utf8JsonWriter json, ReadOnlySpan<byte> name, JsonCursor value)
    {
        if (!value.IsNullOrMissing)
        {
            json.Copy(name, value);
        }
    }

    /// <summary>The bytes between the quotes of a string, escapes and all; empty for anything else.</summary>
    public static ReadOnlySpan<byte> Inner(this JsonCursor text) => text.Kind == JsonKind.String ? text.Raw[1..^1] : default;
}

using System.Text;
using System.Text.Json;
using NextModel.Json;

namespace NextModel.Providers.Translation;

/// <summary>Small steps from a request's JSON to another one.</summary>
internal static class RequestText
{
    /// <summary>Prompts stay as they are: only what JSON itself demands is escaped.</summary>
    public static readonly JsonWriterOptions Options = new()
    {
        SkipValidation = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The text of a JSON string as bytes: where they stand, or decoded. Empty for anything else.</summary>
    public static ReadOnlyMemory<byte> Text(this JsonCursor text)
    {
        if (text.Kind != JsonKind.String)
        {
            return default;
        }

        var raw = text.Tape.Memory[(text.Start + 1)..(text.End - 1)];
        return raw.Span.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(text.GetString()!) : raw;
    }

    /// <summary>Writes a value as it stands in the request.</summary>
    public static void WriteRaw(this Utf8JsonWriter json, JsonCursor value) => json.WriteRawValue(value.Raw, skipInputValidation: true);

    /// <summary>Writes a member whose value stands in the request.</summary>
    public static void WriteRaw(this Utf8JsonWriter json, ReadOnlySpan<byte> name, JsonCursor value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value.Raw, skipInputValidation: true);
    }

    /// <summary>Writes a member whose value is JSON already.</summary>
    public static void WriteRaw(this Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value, skipInputValidation: true);
    }

    /// <summary>Writes the temperature for vendors whose scale ends at 1; notes where it is lowered to that, or left out.</summary>
    public static void WriteTemperature(this Utf8JsonWriter json, in TranslationJob job, bool isAllowed, TranslationNotes notes)
    {
        var asked = job.Temperature;
        var isTooHigh = System.Buffers.Text.Utf8Parser.TryParse(asked, out double value, out _) && value > 1;
        if (!isAllowed || isTooHigh)
        {
            notes.Adjust("temperature");
        }

        if (isAllowed)
        {
            json.WriteRaw("temperature"u8, isTooHigh ? "1"u8 : asked);
        }
    }
}

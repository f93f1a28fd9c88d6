using System.Text.Json;
using NextModel.Json;
using NextModel.Providers.Translation;

namespace NextModel.Providers.Anthropic;

/// <summary>
/// Writes a JSON Schema with the keywords that answers can be held to. Objects are closed; bounds, patterns and unknown formats are left
/// out and noted: an answer may break them.
/// </summary>
internal sealed class AnthropicSchema(Utf8JsonWriter json, TranslationNotes notes)
{
    private const string Place = "response_format.json_schema.schema";

    private static readonly string[] LeftOut =
    [
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "pattern", "minItems", "maxItems",
        "uniqueItems", "contains", "minContains", "maxContains", "minProperties", "maxProperties", "patternProperties", "propertyNames",
        "dependentRequired", "dependentSchemas", "unevaluatedProperties", "unevaluatedItems", "not", "if", "then", "else",
    ];

    private static readonly string[] Formats =
        ["date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"];

    public void Write(JsonCursor schema)
    {
        if (schema.Kind != JsonKind.Object)
        {
            json.WriteRaw(schema);
            return;
        }

        json.WriteStartObject();
        var isObject = IsObject(schema);
        foreach (var member in schema.Children)
        {
            var name = member.Name;
            if (name is not "additionalProperties" && !IsLeftOut(name, member.Value))
            {
                json.WritePropertyName(name == "oneOf" ? "anyOf" : name);
                WriteKeyword(name, member.Value);
            }
        }

        if (isObject)
        {
            NoteOpen(schema["additionalProperties"u8]);
            json.WriteBoolean("additionalProperties"u8, false);
        }

        json.WriteEndObject();
    }

    private void WriteKeyword(string name, JsonCursor value)
    {
        switch (name)
        {
            case "properties" or "$defs" or "definitions" when value.Kind == JsonKind.Object:
                json.WriteStartObject();
                foreach (var one in value.Children)
                {
                    json.WritePropertyName(one.Name);
                    Write(one.Value);
                }

                json.WriteEndObject();
                break;
            case "anyOf" or "oneOf" or "allOf" or "prefixItems" when value.Kind == JsonKind.Array:
                json.WriteStartArray();
                foreach (var one in value.Children)
                {
                    Write(one.Value);
                }

                json.WriteEndArray();
                break;
            case "items":
                Write(value);
                break;
            default:
                json.WriteRaw(value);
                break;
        }
    }

    private bool IsLeftOut(string name, JsonCursor value)
    {
        var isLeftOut = LeftOut.Contains(name)
            || (name == "format" && value.Kind == JsonKind.String && !Formats.Contains(value.GetString()));
        if (isLeftOut)
        {
            notes.Adjust($"{Place}.{name}");
        }

        return isLeftOut;
    }

    private void NoteOpen(JsonCursor additional)
    {
        if (additional.Kind is JsonKind.True or JsonKind.Object)
        {
            notes.Adjust($"{Place}.additionalProperties");
        }
    }

    private static bool IsObject(JsonCursor schema)
    {
        var type = schema["type"u8];
        if (type.TextEquals("object"u8) || schema["properties"u8].Kind == JsonKind.Object)
        {
            return true;
        }

        foreach (var one in type.Kind == JsonKind.Array ? type.Children : default)
        {
            if (one.Value.TextEquals("object"u8))
            {
                return true;
            }
        }

        return false;
    }
}

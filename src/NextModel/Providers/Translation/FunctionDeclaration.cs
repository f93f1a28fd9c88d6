using System.Text.Json;
using NextModel.Json;

namespace NextModel.Providers.Translation;

/// <summary>A function among <c>tools</c>, as vendors want it declared: what they would refuse is refused here, before anything is spent.</summary>
internal static class FunctionDeclaration
{
    /// <summary>True for a name the vendor takes; else the refusal is noted. OpenAI's own names have 1 to 64 letters, digits, '_' and '-'.</summary>
    /// <param name="function">The function.</param>
    /// <param name="path">Where its tool stands in the request.</param>
    /// <param name="longest">Most characters.</param>
    /// <param name="also">Characters allowed beside letters, digits, '_' and '-'.</param>
    /// <param name="notes">Takes the refusal.</param>
    public static bool TryCheckName(JsonCursor function, string path, int longest, string also, TranslationNotes notes)
    {
        var name = function["name"u8].GetString();
        if (string.IsNullOrEmpty(name))
        {
            notes.Invalid($"'{path}.function.name' is required.", $"{path}.function.name");
            return false;
        }

        if (name.Length <= longest && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' || also.Contains(c)))
        {
            return true;
        }

        var others = also.Length == 0 ? "'_' and '-'" : $"'_', '-' and {string.Join(", ", also.Select(c => $"'{c}'"))}";
        notes.Invalid(
            $"'{path}.function.name' has {name.Length} characters: {notes.Model} takes 1 to {longest} letters, digits, {others}, and nothing else.", $"{path}.function.name");
        return false;
    }

    /// <summary>Writes its schema as one of an object, which vendors want said; refuses what is no schema.</summary>
    public static void WriteSchema(Utf8JsonWriter json, JsonCursor function, string path, TranslationNotes notes)
    {
        var parameters = function["parameters"u8];
        if (parameters.Kind is not (JsonKind.Object or JsonKind.None or JsonKind.Null))
        {
            notes.Invalid($"'{path}.function.parameters' must be a JSON Schema of an object.", $"{path}.function.parameters");
            return;
        }

        if (!parameters["type"u8].IsNullOrMissing)
        {
            json.WriteRaw(parameters);
            return;
        }

        json.WriteStartObject();
        json.WriteString("type"u8, "object"u8);
        if (parameters["properties"u8].Kind == JsonKind.None)
        {
            json.WriteStartObject("properties"u8);
            json.WriteEndObject();
        }

        foreach (var member in parameters.Children)
        {
            if (!member.NameEquals("type"u8))
            {
                json.WritePropertyName(member.Name);
                json.WriteRaw(member.Value);
            }
        }

        json.WriteEndObject();
    }
}

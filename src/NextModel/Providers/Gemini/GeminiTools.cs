using System.Text.Json;
using NextModel.Json;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Translation;

namespace NextModel.Providers.Gemini;

/// <summary>Writes <c>tools</c> and <c>toolConfig</c>.</summary>
internal sealed class GeminiTools(Utf8JsonWriter json, TranslationNotes notes)
{
    public void Write(JsonCursor tools, JsonCursor choice)
    {
        var (functions, isStrict) = Count(tools);
        if (tools.Count() == 0)
        {
            return;
        }

        json.WriteStartArray("tools"u8);
        if (functions > 0)
        {
            json.WriteStartObject();
            json.WriteStartArray("functionDeclarations"u8);
            var place = 0;
            foreach (var tool in tools.Children)
            {
                WriteFunction(tool.Value, $"tools[{place++}]");
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        var index = 0;
        foreach (var tool in tools.Children)
        {
            WriteOwn(tool.Value, $"tools[{index++}]");
        }

        json.WriteEndArray();
        if (functions > 0)
        {
            WriteChoice(choice, isStrict);
        }
    }

    private static (int Functions, bool Strict) Count(JsonCursor tools)
    {
        var (functions, isStrict) = (0, false);
        foreach (var tool in tools.Children)
        {
            functions += tool.Value["type"u8].TextEquals("function"u8) ? 1 : 0;
            isStrict |= tool.Value["function"u8]["strict"u8].Kind == JsonKind.True;
        }

        return (functions, isStrict);
    }

    private void WriteFunction(JsonCursor tool, string path)
    {
        if (!tool["type"u8].TextEquals("function"u8))
        {
            return;
        }

        var function = tool["function"u8];
        if (!FunctionDeclaration.TryCheckName(function, path, longest: 128, also: ".:", notes))
        {
            return;
        }

        json.WriteStartObject();
        json.WriteRaw("name"u8, function["name"u8]);
        if (!function["description"u8].IsNullOrMissing)
        {
            json.WriteRaw("description"u8, function["description"u8]);
        }

        var parameters = function["parameters"u8];
        if (parameters.Kind == JsonKind.Object && parameters.Count() > 0)
        {
            json.WritePropertyName("parametersJsonSchema"u8);
            FunctionDeclaration.WriteSchema(json, function, path, notes);
        }
        else if (parameters.Kind is not (JsonKind.Object or JsonKind.None or JsonKind.Null))
        {
            notes.Invalid($"'{path}.function.parameters' must be a JSON Schema of an object.", $"{path}.function.parameters");
        }

        json.WriteEndObject();
    }

    // {"googleSearch": {}} and the like: Gemini's own tools have no type.
    private void WriteOwn(JsonCursor tool, string path)
    {
        if (tool["type"u8].TextEquals("function"u8))
        {
            return;
        }

        if (tool.Kind != JsonKind.Object || tool["type"u8].Kind != JsonKind.None)
        {
            notes.Unsupported($"'{path}' must be a function or a tool of the source's own: {notes.Model} has no custom tools of OpenAI's kind.", path);
            return;
        }

        json.WriteRaw(tool);
    }

    private void WriteChoice(JsonCursor choice, bool isStrict)
    {
        var name = choice["function"u8]["name"u8];
        var mode = choice.IsNullOrMissing || choice.TextEquals("auto"u8) ? isStrict ? "VALIDATED" : choice.IsNullOrMissing ? null : "AUTO"
            : choice.TextEquals("none"u8) ? "NONE"
            : choice.TextEquals("required"u8) || !name.Content().IsEmpty ? "ANY"
            : "";
        if (mode == "")
        {
            notes.Unsupported($"'tool_choice' for {notes.Model} must be none, auto, required or a function by name.", "tool_choice");
        }

        if (string.IsNullOrEmpty(mode))
        {
            return;
        }

        json.WriteStartObject("toolConfig"u8);
        json.WriteStartObject("functionCallingConfig"u8);
        json.WriteString("mode"u8, mode);
        if (!name.Content().IsEmpty)
        {
            json.WriteStartArray("allowedFunctionNames"u8);
            json.WriteRaw(name);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}

using System.Text.Json;
using NextModel.Json;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Translation;

namespace NextModel.Providers.Anthropic;

/// <summary>Writes <c>tools</c> and <c>tool_choice</c>.</summary>
internal sealed class AnthropicTools(Utf8JsonWriter json, AnthropicModel model, TranslationNotes notes)
{
    /// <summary>Writes the tools. A conversation with calls in it needs tools even where the request has none: they are made of the calls.</summary>
    /// <param name="tools">The member <c>tools</c>.</param>
    /// <param name="called">Functions called in the conversation.</param>
    /// <returns>True when any were written.</returns>
    public bool Write(JsonCursor tools, IEnumerable<string> called)
    {
        if (tools.Count() > 0)
        {
            json.WriteStartArray("tools"u8);
            var place = 0;
            foreach (var tool in tools.Children)
            {
                WriteTool(tool.Value, $"tools[{place++}]");
            }

            json.WriteEndArray();
            return true;
        }

        var any = false;
        foreach (var name in called)
        {
            if (!any)
            {
                json.WriteStartArray("tools"u8);
                any = true;
            }

            json.WriteStartObject();
            json.WriteString("name"u8, name);
            WriteEmptySchema();
            json.WriteEndObject();
        }

        if (any)
        {
            json.WriteEndArray();
            json.WriteStartObject("tool_choice"u8);
            json.WriteString("type"u8, "none"u8);
            json.WriteEndObject();
        }

        return false;
    }

    /// <summary>Writes which of the tools written may or must be called.</summary>
    /// <param name="choice">The member <c>tool_choice</c>.</param>
    /// <param name="parallel">The member <c>parallel_tool_calls</c>.</param>
    public void WriteChoice(JsonCursor choice, JsonCursor parallel)
    {
        var type = Type(choice);
        if (notes.Refusal is not null || (type is null && parallel.Kind != JsonKind.False))
        {
            return;
        }

        json.WriteStartObject("tool_choice"u8);
        json.WriteString("type"u8, type ?? "auto");
        if (type == "tool")
        {
            json.WriteRaw("name"u8, choice["function"u8]["name"u8]);
        }

        if (parallel.Kind == JsonKind.False && type != "none")
        {
            json.WriteBoolean("disable_parallel_tool_use"u8, true);
        }

        json.WriteEndObject();
    }

    /// <summary>True when a tool must be called, which no model does while it thinks.</summary>
    public static bool Forces(JsonCursor choice) => choice.TextEquals("required"u8) || choice["function"u8].Kind == JsonKind.Object;

    private string? Type(JsonCursor choice)
    {
        if (choice.IsNullOrMissing || choice.TextEquals("auto"u8))
        {
            return choice.IsNullOrMissing ? null : "auto";
        }

        if (choice.TextEquals("none"u8))
        {
            return "none";
        }

        if (!Forces(choice) || (choice.Kind == JsonKind.Object && choice["function"u8]["name"u8].Content().IsEmpty))
        {
            notes.Unsupported($"'tool_choice' for {notes.Model} must be none, auto, required or a function by name.", "tool_choice");
        }
        else if (!model.ForcedTools)
        {
            notes.Unsupported($"'tool_choice' cannot force a tool of {notes.Model}: it thinks always. Send auto.", "tool_choice");
        }

        return choice.Kind == JsonKind.Object ? "tool" : "any";
    }

    private void WriteTool(JsonCursor tool, string path)
    {
        var type = tool["type"u8];
        if (!type.TextEquals("function"u8))
        {
            if (tool.Kind != JsonKind.Object || type.Content().IsEmpty || type.TextEquals("custom"u8))
            {
                notes.Unsupported($"'{path}' must be a function: {notes.Model} has no custom tools of OpenAI's kind.", path);
                return;
            }

            json.WriteRaw(tool);
            return;
        }

        var function = tool["function"u8];
        if (!FunctionDeclaration.TryCheckName(function, path, longest: 128, also: "", notes))
        {
            return;
        }

        json.WriteStartObject();
        json.WriteRaw("name"u8, function["name"u8]);
        if (!function["description"u8].IsNullOrMissing)
        {
            json.WriteRaw("description"u8, function["description"u8]);
        }

        json.WritePropertyName("input_schema"u8);
        FunctionDeclaration.WriteSchema(json, function, path, notes);
        if (function["strict"u8].Kind == JsonKind.True)
        {
            WriteStrict();
        }

        AnthropicConversation.WriteCacheControl(json, tool["cache_control"u8]);
        json.WriteEndObject();
    }

    private void WriteStrict()
    {
        if (model.Schemas)
        {
            json.WriteBoolean("strict"u8, true);
        }
        else
        {
            notes.Adjust("tools[].function.strict");
        }
    }

    private void WriteEmptySchema() => json.WriteRaw("input_schema"u8, """{"type":"object","properties":{}}"""u8);
}

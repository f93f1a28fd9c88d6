using System.Text.Json;
using NextModel.Gateway.OpenAI;
using NextModel.Gateway.Serving;
using NextModel.Json;

namespace NextModel.Gateway.Anthropic;

/// <summary>Writes tools as functions, and which of them may or must be called.</summary>
internal static class ChatTools
{
    private static readonly string[] Said = ["type", "name", "description", "input_schema", "strict", "cache_control"];

    public static void Write(Utf8JsonWriter json, JsonCursor tools, JsonCursor choice, ChatNotes notes)
    {
        if (tools.Count() == 0)
        {
            return;
        }

        json.WriteStartArray("tools"u8);
        var place = 0;
        foreach (var tool in tools.Children)
        {
            WriteTool(json, tool.Value, $"tools[{place++}]", notes);
        }

        json.WriteEndArray();
        WriteChoice(json, choice);
    }

    private static void WriteTool(Utf8JsonWriter json, JsonCursor tool, string path, ChatNotes notes)
    {
        if (!MessageToolRules.IsFunction(tool))
        {
            notes.Unsupported($"is a tool of the type '{Header.Show(tool["type"u8].GetString())}'", path);
            return;
        }

        json.WriteStartObject();
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.Copy("name"u8, tool["name"u8]);
        json.CopyIfThere("description"u8, tool["description"u8]);
        json.Copy("parameters"u8, tool["input_schema"u8]);
        if (tool["strict"u8].Kind == JsonKind.True)
        {
            json.WriteBoolean("strict"u8, true);
        }

        json.WriteEndObject();
        json.CopyIfThere("cache_control"u8, tool["cache_control"u8]);
        json.WriteEndObject();
        foreach (var member in tool.Children)
        {
            if (!member.Value.IsNullOrMissing && member.Value.Kind != JsonKind.False && !Said.Contains(member.Name))
            {
                notes.Adjust($"tools[].{member.Name}");
            }
        }
    }

    private static void WriteChoice(Utf8JsonWriter json, JsonCursor choice)
    {
        var type = choice["type"u8];
        if (type.TextEquals("tool"u8))
        {
            json.WriteStartObject("tool_choice"u8);
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.Copy("name"u8, choice["name"u8]);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        else if (type.Kind == JsonKind.String)
        {
            json.Copy("tool_choice"u8, type.TextEquals("any"u8) ? "\"required\""u8 : type.Raw);
        }

        if (choice["disable_parallel_tool_use"u8].Kind == JsonKind.True)
        {
            json.WriteBoolean("parallel_tool_calls"u8, false);
        }
    }
}

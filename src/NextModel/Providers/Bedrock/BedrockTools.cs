using System.Text.Json;
using NextModel.Json;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Translation;

namespace NextModel.Providers.Bedrock;

/// <summary>Writes <c>toolConfig</c>.</summary>
internal sealed class BedrockTools(Utf8JsonWriter json, TranslationNotes notes)
{
    /// <param name="tools">The member <c>tools</c>.</param>
    /// <param name="choice">The member <c>tool_choice</c>.</param>
    /// <param name="called">Functions called in the conversation: with calls in it, the source wants tools.</param>
    public void Write(JsonCursor tools, JsonCursor choice, IReadOnlyList<string> called)
    {
        var isNone = choice.TextEquals("none"u8);
        if (isNone && called.Count > 0)
        {
            notes.Unsupported($"'tool_choice' cannot be none for {notes.Model} while the conversation has tool calls: leave it out.", "tool_choice");
            return;
        }

        if (isNone || (tools.Count() == 0 && called.Count == 0))
        {
            return;
        }

        json.WriteStartObject("toolConfig"u8);
        json.WriteStartArray("tools"u8);
        var place = 0;
        foreach (var tool in tools.Children)
        {
            WriteTool(tool.Value, $"tools[{place++}]");
        }

        for (var i = 0; place == 0 && i < called.Count; i++)
        {
            json.WriteStartObject();
            json.WriteStartObject("toolSpec"u8);
            json.WriteString("name"u8, called[i]);
            WriteSchema(default, "");
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteChoice(choice);
        json.WriteEndObject();
    }

    private void WriteTool(JsonCursor tool, string path)
    {
        var function = tool["function"u8];
        if (!tool["type"u8].TextEquals("function"u8) || function["name"u8].Content().IsEmpty)
        {
            notes.Unsupported($"'{path}' must be a function with a name: {notes.Model} has no other tools.", path);
            return;
        }

        if (!FunctionDeclaration.TryCheckName(function, path, longest: 64, also: "", notes))
        {
            return;
        }

        json.WriteStartObject();
        json.WriteStartObject("toolSpec"u8);
        json.WriteRaw("name"u8, function["name"u8]);
        if (!function["description"u8].Content().IsEmpty)
        {
            json.WriteRaw("description"u8, function["description"u8]);
        }

        WriteSchema(function, path);
        if (function["strict"u8].Kind == JsonKind.True)
        {
            json.WriteBoolean("strict"u8, true);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        BedrockConversation.WriteCachePoint(json, tool["cache_control"u8]);
    }

    private void WriteSchema(JsonCursor function, string path)
    {
        json.WriteStartObject("inputSchema"u8);
        json.WritePropertyName("json"u8);
        FunctionDeclaration.WriteSchema(json, function, path, notes);
        json.WriteEndObject();
    }

    private void WriteChoice(JsonCursor choice)
    {
        if (choice.IsNullOrMissing)
        {
            return;
        }

        var name = choice["function"u8]["name"u8];
        if (!name.Content().IsEmpty)
        {
            json.WriteStartObject("toolChoice"u8);
            json.WriteStartObject("tool"u8);
            json.WriteRaw("name"u8, name);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        else if (choice.TextEquals("auto"u8))
        {
            json.WriteRaw("toolChoice"u8, """{"auto":{}}"""u8);
        }
        else if (choice.TextEquals("required"u8))
        {
            json.WriteRaw("toolChoice"u8, """{"any":{}}"""u8);
        }
        else
        {
            notes.Unsupported($"'tool_choice' for {notes.Model} must be none, auto, required or a function by name.", "tool_choice");
        }
    }
}

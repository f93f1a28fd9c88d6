using System.Text.Json;
using NextModel.Gateway.OpenAI;
using NextModel.Gateway.Serving;
using NextModel.Json;

namespace NextModel.Gateway.Responses;

/// <summary>Writes instructions and input items as messages of a chat.</summary>
internal sealed class ItemTurns : IDisposable
{
    private readonly Utf8JsonWriter _json;
    private readonly ChatNotes _notes;
    private readonly AssistantTurn _turn;
    private readonly ItemParts _parts;
    private readonly PooledBuffer _text = new();
    private readonly List<(JsonCursor Output, string Path)> _media = [];

    public ItemTurns(Utf8JsonWriter json, ChatNotes notes)
    {
        _json = json;
        _notes = notes;
        _turn = new AssistantTurn(json, notes);
        _parts = new ItemParts(json, notes);
    }

    public void Write(JsonCursor instructions, JsonCursor input)
    {
        if (instructions.Kind == JsonKind.String && instructions.Raw.Length > 2)
        {
            WriteWords("\"system\""u8, instructions, "instructions");
        }
        else if (instructions.Kind == JsonKind.Array)
        {
            _notes.Unsupported("is a list of items", "instructions");
        }

        if (input.Kind == JsonKind.String)
        {
            WriteWords("\"user\""u8, input, "input");
        }

        var index = 0;
        foreach (var item in input.Kind == JsonKind.Array ? input.Children : default)
        {
            WriteItem(item.Value, $"input[{index++}]");
        }

        _turn.Write();
        WriteMedia();
    }

    public void Dispose()
    {
        _turn.Dispose();
        _text.Dispose();
    }

    private void WriteItem(JsonCursor item, string path)
    {
        var type = item["type"u8];
        if (type.TextEquals("function_call_output"u8) || type.TextEquals("custom_tool_call_output"u8))
        {
            _turn.Write();
            WriteOutput(item, $"{path}.output");
            return;
        }

        WriteMedia();
        if (type.IsNullOrMissing || type.TextEquals("message"u8))
        {
            if (item["role"u8].TextEquals("assistant"u8))
            {
                _turn.Say(item["content"u8]);
                return;
            }

            _turn.Write();
            WriteWords(item["role"u8].Raw, item["content"u8], $"{path}.content");
        }
        else if (type.TextEquals("function_call"u8) || type.TextEquals("custom_tool_call"u8))
        {
            _turn.Call(item);
        }
        else if (type.TextEquals("reasoning"u8))
        {
            _turn.Think(item);
        }
        else if (!type.TextEquals("compaction_trigger"u8))
        {
            _notes.Unsupported($"is an item of the type '{Header.Show(type.GetString())}'", path);
        }
    }

    // Text alone is a string: that is what every server takes.
    private void WriteWords(ReadOnlySpan<byte> role, JsonCursor content, string path)
    {
        _json.WriteStartObject();
        _json.Copy("role"u8, role);
        if (content.Kind == JsonKind.String)
        {
            _json.Copy("content"u8, content);
        }
        else if (content.Count() == 1 && !ItemParts.HasMedia(content))
        {
            foreach (var part in content.Children)
            {
                _json.Copy("content"u8, part.Value["text"u8]);
            }
        }
        else
        {
            _json.WriteStartArray("content"u8);
            _parts.Write(content, path);
            _json.WriteEndArray();
        }

        _json.WriteEndObject();
    }

    private void WriteOutput(JsonCursor item, string path)
    {
        var output = item["output"u8];
        _json.WriteStartObject();
        _json.WriteString("role"u8, "tool"u8);
        _json.Copy("tool_call_id"u8, item["call_id"u8]);
        if (output.Kind == JsonKind.String)
        {
            _json.Copy("content"u8, output);
        }
        else
        {
            _text.Clear();
            _text.Write("\""u8);
            foreach (var part in output.Children)
            {
                ItemParts.AddText(_text, part.Value);
            }

            _text.Write("\""u8);
            _json.Copy("content"u8, _text.Written);
            if (ItemParts.HasMedia(output))
            {
                _media.Add((output, path));
            }
        }

        _json.WriteEndObject();
    }

    // Images of outputs follow in the user's own words, after all outputs: those of chat are text, and stand together.
    private void WriteMedia()
    {
        if (_media.Count == 0)
        {
            return;
        }

        _json.WriteStartObject();
        _json.WriteString("role"u8, "user"u8);
        _json.WriteStartArray("content"u8);
        foreach (var (output, path) in _media)
        {
            _parts.WriteMedia(output, path);
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
        _media.Clear();
    }
}

using System.Text.Json;
using NextModel.Gateway.Serving;
using NextModel.Json;
using NextModel.Providers.Clients;

namespace NextModel.Gateway.Anthropic;

/// <summary>Writes instructions and turns as messages of a chat: results of tools before all else that the user says with them.</summary>
internal sealed class ChatTurns(Utf8JsonWriter json, ChatNotes notes) : IDisposable
{
    private readonly PooledBuffer _text = new();
    private readonly ChatParts _parts = new(json, notes);

    public void Write(JsonCursor system, JsonCursor messages)
    {
        if (!system.IsNullOrMissing && (system.Kind == JsonKind.Array ? system.Count() > 0 : system.Raw.Length > 2))
        {
            WriteWords("system"u8, system, "system");
        }

        var index = 0;
        foreach (var message in messages.Children)
        {
            var (role, content) = (message.Value["role"u8], message.Value["content"u8]);
            var path = $"messages[{index++}].content";
            if (role.TextEquals("system"u8))
            {
                WriteWords("system"u8, content, path);
            }
            else if (role.TextEquals("assistant"u8))
            {
                WriteAssistant(content, path);
            }
            else
            {
                WriteUser(content, path);
            }
        }
    }

    public void Dispose() => _text.Dispose();

    private void WriteUser(JsonCursor content, string path)
    {
        if (content.Kind == JsonKind.String)
        {
            WriteWords("user"u8, content, path);
            return;
        }

        var (place, others) = (0, 0);
        foreach (var block in content.Children)
        {
            if (block.Value["type"u8].TextEquals("tool_result"u8))
            {
                WriteResult(block.Value, $"{path}[{place}]");
                others += ChatParts.HasMedia(block.Value["content"u8]) ? 1 : 0;
            }
            else
            {
                others++;
            }

            place++;
        }

        if (others > 0)
        {
            WriteWords("user"u8, content, path);
        }
    }

    // Text alone is a string: that is what every server takes.
    private void WriteWords(ReadOnlySpan<byte> role, JsonCursor content, string path)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, role);
        if (content.Kind == JsonKind.String)
        {
            json.Copy("content"u8, content);
        }
        else if (OnlyText(content) is { Kind: JsonKind.String } text)
        {
            json.Copy("content"u8, text);
        }
        else
        {
            json.WriteStartArray("content"u8);
            _parts.Write(content, path);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static JsonCursor OnlyText(JsonCursor content)
    {
        foreach (var block in content.Children)
        {
            return content.Count() == 1 && block.Value["type"u8].TextEquals("text"u8) && block.Value["cache_control"u8].IsNullOrMissing ? block.Value["text"u8] : default;
        }

        return default;
    }

    // An image in a result follows in the user's own words: results of chat are text.
    private void WriteResult(JsonCursor block, string path)
    {
        var content = block["content"u8];
        json.WriteStartObject();
        json.WriteString("role"u8, "tool"u8);
        json.Copy("tool_call_id"u8, block["tool_use_id"u8]);
        _text.Clear();
        _text.Write(block["is_error"u8].Kind == JsonKind.True ? "\"Error: "u8 : "\""u8);
        _text.Write(content.Inner());
        var place = 0;
        foreach (var part in content.Kind == JsonKind.Array ? content.Children : default)
        {
            _parts.WriteText(_text, part.Value, $"{path}.content[{place++}]");
        }

        _text.Write("\""u8);
        json.Copy("content"u8, _text.Written);
        json.CopyIfThere("cache_control"u8, block["cache_control"u8]);
        json.WriteEndObject();
    }

    private void WriteAssistant(JsonCursor content, string path)
    {
        if (content.Kind == JsonKind.String)
        {
            WriteWords("assistant"u8, content, path);
            return;
        }

        using var thoughts = new ChatThoughts();
        var (place, calls) = (0, 0);
        _text.Clear();
        _text.Write("\""u8);
        foreach (var block in content.Children)
        {
            var type = block.Value["type"u8];
            if (type.TextEquals("text"u8))
            {
                _text.Write(block.Value["text"u8].Inner());
            }
            else if (type.TextEquals("tool_use"u8))
            {
                calls++;
            }
            else if (!TryTake(thoughts, block.Value))
            {
                notes.Unsupported($"is a block of the type '{OpenAI.Header.Show(type.GetString())}'", $"{path}[{place}]");
            }

            place++;
        }

        _text.Write("\""u8);
        json.WriteStartObject();
        json.WriteString("role"u8, "assistant"u8);
        json.Copy("content"u8, _text.Length == 2 && calls > 0 ? "null"u8 : _text.Written);
        thoughts.Write(json);
        WriteCalls(content, calls, thoughts);
        json.WriteEndObject();
    }

    private bool TryTake(ChatThoughts thoughts, JsonCursor block)
    {
        var isShown = block["type"u8].TextEquals("thinking"u8);
        if (!isShown && !block["type"u8].TextEquals("redacted_thinking"u8))
        {
            return false;
        }

        var proof = isShown ? block["signature"u8] : block["data"u8];
        if (!ThinkingSeal.Is(proof))
        {
            thoughts.TakeSigned(isShown ? block["thinking"u8] : default, proof);
        }
        else if (!thoughts.TryTakeSealed(block["thinking"u8].Inner(), proof))
        {
            notes.Adjust("messages[].content[].signature");
        }

        return true;
    }

    private void WriteCalls(JsonCursor content, int calls, ChatThoughts thoughts)
    {
        if (calls == 0)
        {
            return;
        }

        json.WriteStartArray("tool_calls"u8);
        foreach (var block in content.Children)
        {
            if (!block.Value["type"u8].TextEquals("tool_use"u8))
            {
                continue;
            }

            json.WriteStartObject();
            json.Copy("id"u8, block.Value["id"u8]);
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.Copy("name"u8, block.Value["name"u8]);
            json.WriteString("arguments"u8, block.Value["input"u8].Raw);
            json.WriteEndObject();
            if (thoughts.BesideCall(block.Value["id"u8]) is { } extra)
            {
                json.Copy("extra_content"u8, extra);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}

using System.Text.Json;
using NextModel.Gateway.Serving;
using NextModel.Json;
using NextModel.Providers.Clients;
using NextModel.Providers.Responses;

namespace NextModel.Gateway.Responses;

/// <summary>Gathers items the model made one after the other, reasoning, text and calls, and writes them as one message of a chat.</summary>
internal sealed class AssistantTurn(Utf8JsonWriter json, ChatNotes notes) : IDisposable
{
    private readonly PooledBuffer _text = new();
    private readonly List<JsonCursor> _calls = [];
    private ChatThoughts _thoughts = new();
    private bool _hasText;
    private bool _hasThoughts;

    /// <summary>Takes what the model said. Words of their own after other words are a message of their own, where no call is open.</summary>
    public void Say(JsonCursor content)
    {
        if (_hasText && _calls.Count == 0)
        {
            Write();
        }

        _text.Write(_hasText ? "\\n\\n"u8 : default);
        _hasText = true;
        _text.Write(content.Inner());
        foreach (var part in content.Kind == JsonKind.Array ? content.Children : default)
        {
            _text.Write(part.Value["type"u8].TextEquals("refusal"u8) ? part.Value["refusal"u8].Inner() : part.Value["text"u8].Inner());
        }
    }

    /// <summary>Takes reasoning. What OpenAI sealed can only be read there; what comes with it for people is left out, as it says nothing new.</summary>
    public void Think(JsonCursor item)
    {
        var seal = item["encrypted_content"u8];
        if (!seal.IsNullOrMissing && !ThinkingSeal.Is(seal))
        {
            notes.Adjust("input[].encrypted_content");
            return;
        }

        _hasThoughts = true;
        using var text = new PooledBuffer();
        Add(text, item["summary"u8]);
        if (text.Length == 0)
        {
            Add(text, item["content"u8]);
        }

        if (!_thoughts.TryTakeSealed(text.Written, seal))
        {
            notes.Adjust("input[].encrypted_content");
        }
    }

    /// <summary>Takes a call of a function or of a tool that takes free text.</summary>
    public void Call(JsonCursor item) => _calls.Add(item);

    /// <summary>Writes what was gathered, and begins anew.</summary>
    public void Write()
    {
        if (!_hasText && _calls.Count == 0)
        {
            // Reasoning that led to nothing is no message.
            Reset();
            return;
        }

        json.WriteStartObject();
        json.WriteString("role"u8, "assistant"u8);
        if (_hasText)
        {
            using var quoted = new PooledBuffer(_text.Length + 2);
            quoted.Write("\""u8);
            quoted.Write(_text.Written);
            quoted.Write("\""u8);
            json.Copy("content"u8, quoted.Written);
        }
        else
        {
            json.WriteNull("content"u8);
        }

        _thoughts.Write(json);
        WriteCalls();
        json.WriteEndObject();
        Reset();
    }

    public void Dispose()
    {
        _text.Dispose();
        _thoughts.Dispose();
    }

    private void WriteCalls()
    {
        if (_calls.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tool_calls"u8);
        foreach (var call in _calls)
        {
            json.WriteStartObject();
            json.Copy("id"u8, call["call_id"u8]);
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, ItemTools.NameOf(call["namespace"u8], call["name"u8]));
            if (call["type"u8].TextEquals("custom_tool_call"u8))
            {
                json.WriteString("arguments"u8, CustomTool.Wrap(call["input"u8]));
            }
            else
            {
                json.Copy("arguments"u8, call["arguments"u8]);
            }

            json.WriteEndObject();
            if (_thoughts.BesideCall(call["call_id"u8]) is { } extra)
            {
                json.Copy("extra_content"u8, extra);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Reset()
    {
        _text.Clear();
        _calls.Clear();
        _hasText = false;
        if (_hasThoughts)
        {
            _thoughts.Dispose();
            _thoughts = new ChatThoughts();
            _hasThoughts = false;
        }
    }

    private static void Add(PooledBuffer text, JsonCursor parts)
    {
        foreach (var part in parts.Kind == JsonKind.Array ? parts.Children : default)
        {
            text.Write(text.Length > 0 ? "\\n\\n"u8 : default);
            text.Write(part.Value["text"u8].Inner());
        }
    }
}

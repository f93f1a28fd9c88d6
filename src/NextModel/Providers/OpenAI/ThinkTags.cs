using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>
/// Takes the thinking that a source writes into the text of its answer, between <c>&lt;think&gt;</c> and <c>&lt;/think&gt;</c> at its beginning, out of it
/// and into <c>reasoning_content</c>. One instance per answer; what has none passes as it came.
/// </summary>
internal sealed class ThinkTags : IDisposable
{
    private readonly Dictionary<long, ThinkText> _choices = [];
    private readonly PooledBuffer _thought = new();
    private readonly PooledBuffer _said = new();
    private readonly PooledBuffer _json = new();
    private readonly JsonTape _split = JsonTape.Rent();

    /// <summary>The same chunk or answer with thinking and text apart; valid until the next call.</summary>
    public JsonTape Split(JsonTape received)
    {
        using var edits = new JsonEdits(received);
        var place = 0;
        foreach (var item in received.Root["choices"u8].Children)
        {
            var index = item.Value["index"u8].TryGetInt64(out var number) ? number : place;
            place++;
            Split(item.Value, index, edits);
        }

        if (edits.IsEmpty)
        {
            return received;
        }

        _json.Clear();
        edits.WriteTo(_json);
        return _split.TryParse(_json.WrittenMemory, JsonLimits.Upstream, out var problem)
            ? _split
            : throw new InvalidOperationException($"A chunk we wrote is no JSON: {problem}.");
    }

    public void Dispose()
    {
        foreach (var choice in _choices.Values)
        {
            choice.Dispose();
        }

        _thought.Dispose();
        _said.Dispose();
        _json.Dispose();
        _split.Return();
    }

    private void Split(JsonCursor choice, long index, JsonEdits edits)
    {
        var message = choice["message"u8];
        var isWhole = message.Kind == JsonKind.Object;
        message = isWhole ? message : choice["delta"u8];
        if (message.Kind != JsonKind.Object)
        {
            return;
        }

        if (!_choices.TryGetValue(index, out var state))
        {
            _choices.Add(index, state = new ThinkText());
        }

        var content = message["content"u8];
        var reasoning = message["reasoning_content"u8];
        var isLast = isWhole || !choice["finish_reason"u8].IsNullOrMissing;
        if (state.IsOver || content.Kind is not (JsonKind.String or JsonKind.Null or JsonKind.None) || !reasoning.IsNullOrMissing)
        {
            return;
        }

        _thought.Clear();
        _said.Clear();
        var raw = content.Kind == JsonKind.String ? content.Content() : default;
        state.Push(raw, isLast, _thought, _said);
        if (_thought.Length == 0 && _said.Written.SequenceEqual(raw))
        {
            return;
        }

        var said = isWhole && _said.Length == 0 ? "null"u8.ToArray() : [(byte)'"', .. _said.Written, (byte)'"'];
        if (content.Kind != JsonKind.None)
        {
            edits.Replace(content, said);
        }
        else if (_said.Length > 0)
        {
            edits.Append(message, (byte[])[.. "\"content\":"u8, .. said]);
        }

        if (_thought.Length > 0 && reasoning.Kind == JsonKind.Null)
        {
            edits.Replace(reasoning, (byte[])[(byte)'"', .. _thought.Written, (byte)'"']);
        }
        else if (_thought.Length > 0)
        {
            edits.Append(message, (byte[])[.. "\"reasoning_content\":\""u8, .. _thought.Written, (byte)'"']);
        }
    }
}

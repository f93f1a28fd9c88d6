using System.Buffers;
using NextModel.Json;
using NextModel.Metering;
using NextModel.Providers.Clients;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Anthropic;

/// <summary>
/// Tells a streamed chat answer as the events of a message. Blocks of a message come one after the other: where chunks go to and fro between
/// calls, what belongs to a later block waits until the earlier one is whole.
/// </summary>
internal sealed class MessageTeller : IChunkTeller
{
    private readonly MessageEventWriter _events;
    private readonly List<ToldBlock> _waiting = [];
    private readonly HashSet<long> _told = [];
    private readonly PooledBuffer _details = new();
    private readonly PooledBuffer _refusal = new();
    private ToldBlock? _open;
    private ToldKind _furthest;
    private byte[] _end = "{}"u8.ToArray();
    private bool _hasThought;

    public MessageTeller(AnswerFrame frame, AnswerHead head)
    {
        _events = new MessageEventWriter(frame, head);
    }

    public bool IsOutOfOrder { get; private set; }

    public void Tell(JsonCursor chunk, IBufferWriter<byte> output)
    {
        _events.Begin(output);
        foreach (var item in chunk["choices"u8].Children)
        {
            if (item.Value["index"u8].TryGetInt64(out var index) && index > 0)
            {
                continue;
            }

            foreach (var member in item.Value["delta"u8].Children)
            {
                Take(member, output);
            }

            if (item.Value["finish_reason"u8].Kind == JsonKind.String)
            {
                _end = item.Value.Raw.ToArray();
            }
        }
    }

    public void End(in Usage usage, IBufferWriter<byte> output)
    {
        _events.Begin(output);
        Close(output);
        while (_waiting.Count > 0)
        {
            OpenNext(output);
            Close(output);
        }

        if (_events.Blocks == 0)
        {
            _events.Open(new ToldBlock(ToldKind.Text), output);
            _events.Close(output);
        }

        if (_details.Length > 0)
        {
            IsOutOfOrder |= _hasThought;
            _events.Sealed(_details.Written, output);
        }

        _events.End(_end, _refusal.Written, usage, output);
    }

    public void Dispose()
    {
        _events.Dispose();
        _details.Dispose();
        _refusal.Dispose();
        _open?.Dispose();
        _waiting.ForEach(block => block.Dispose());
    }

    private void Take(in JsonChild member, IBufferWriter<byte> output)
    {
        var value = member.Value;
        if (member.NameEquals("content"u8))
        {
            Text(ToldKind.Text, value.Content(), output);
        }
        else if (member.NameEquals("tool_calls"u8))
        {
            foreach (var call in value.Kind == JsonKind.Array ? value.Children : default)
            {
                Call(call.Value, output);
            }
        }
        else if (member.NameEquals("reasoning_content"u8))
        {
            Text(ToldKind.Thinking, value.Content(), output);
        }
        else if (member.NameEquals("refusal"u8))
        {
            _refusal.Write(value.Content());
            Text(ToldKind.Text, value.Content(), output);
        }
        else if (member.NameEquals("reasoning_details"u8))
        {
            foreach (var detail in value.Kind == JsonKind.Array ? value.Children : default)
            {
                _details.Write(_details.Length > 0 ? ","u8 : default);
                _details.Write(detail.Value.Raw);
            }
        }
    }

    private void Text(ToldKind kind, ReadOnlySpan<byte> content, IBufferWriter<byte> output)
    {
        if (content.IsEmpty)
        {
            return;
        }

        if (_open?.Kind == kind && _waiting.Count == 0)
        {
            _events.Delta(_open, content, output);
            return;
        }

        var block = _waiting is [.., { } last] && last.Kind == kind ? last : Wait(new ToldBlock(kind));
        block.Content.Write(content);
        Advance(output);
    }

    private void Call(JsonCursor call, IBufferWriter<byte> output)
    {
        call["index"u8].TryGetInt64(out var index);
        var function = call["function"u8];
        var block = _open is { Kind: ToldKind.Call } open && open.Call == index ? open : Waiting(index);
        if (block is null)
        {
            if (function.Kind != JsonKind.Object || call["id"u8].Kind != JsonKind.String || !_told.Add(index))
            {
                // A custom tool's, which this dialect has none of; or more of a call that was whole.
                return;
            }

            block = Wait(new ToldBlock(ToldKind.Call)
            {
                Call = index,
                Id = call["id"u8].Raw.ToArray(),
                Name = function["name"u8].Kind == JsonKind.String ? function["name"u8].Raw.ToArray() : "\"\""u8.ToArray(),
                Extra = call["extra_content"u8].Kind == JsonKind.Object ? call["extra_content"u8].Raw.ToArray() : [],
            });
        }

        var piece = function["arguments"u8].Content();
        block.Content.Write(piece);
        if (ReferenceEquals(block, _open))
        {
            _events.Delta(block, piece, output);

            // Whether it is whole only matters to others, and only a brace can make it so.
            if (_waiting.Count == 0 || !piece.Contains((byte)'}'))
            {
                return;
            }
        }

        Advance(output);
    }

    // Goes on to what waits, as far as what is open is whole.
    private void Advance(IBufferWriter<byte> output)
    {
        while (_waiting.Count > 0 && _open?.IsWhole != false)
        {
            Close(output);
            OpenNext(output);
        }
    }

    private void OpenNext(IBufferWriter<byte> output)
    {
        var block = _waiting[0];
        _waiting.RemoveAt(0);
        IsOutOfOrder |= block.Kind < _furthest || (block.Kind == _furthest && block.Kind != ToldKind.Call);
        _furthest = block.Kind > _furthest ? block.Kind : _furthest;
        _hasThought |= block.Kind == ToldKind.Thinking;
        _open = block;
        _events.Open(block, output);
        _events.Delta(block, block.Content.Written, output);
    }

    private void Close(IBufferWriter<byte> output)
    {
        if (_open is not { } block)
        {
            return;
        }

        if (block.Kind == ToldKind.Thinking)
        {
            _events.Signature(_details.Written, output);
            _details.Clear();
        }
        else if (block.Kind == ToldKind.Call && block.Content.Length == 0)
        {
            _events.Delta(block, "{}"u8, output);
        }

        _events.Close(output);
        block.Dispose();
        _open = null;
    }

    private ToldBlock Wait(ToldBlock block)
    {
        _waiting.Add(block);
        return block;
    }

    private ToldBlock? Waiting(long call)
    {
        foreach (var block in _waiting)
        {
            if (block.Kind == ToldKind.Call && block.Call == call)
            {
                return block;
            }
        }

        return null;
    }
}

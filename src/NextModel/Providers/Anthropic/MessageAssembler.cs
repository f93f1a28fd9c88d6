using System.Buffers;
using NextModel.Json;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Anthropic;

/// <summary>Puts the events of a streamed message together to the message that would have come as JSON, without its <c>usage</c>.</summary>
internal sealed class MessageAssembler : IDisposable
{
    private readonly List<MessageBlock> _blocks = [];
    private byte[] _head = "{}"u8.ToArray();
    private byte[] _end = "{}"u8.ToArray();
    private long _size;

    /// <summary>True when the answer outgrew <see cref="AnswerAssembler.MaxBytes"/>: what is here is not all of it.</summary>
    public bool IsTooLarge => _size > AnswerAssembler.MaxBytes;

    /// <summary>Takes the message as it is when it begins: without content.</summary>
    public void Begin(JsonCursor message) => _head = message.Raw.ToArray();

    /// <summary>Takes the data of a <c>content_block_start</c>.</summary>
    public void Open(JsonCursor data)
    {
        var block = data["content_block"u8];
        if (block.Kind == JsonKind.Object)
        {
            data["index"u8].TryGetInt64(out var index);
            _size += block.Raw.Length;
            _blocks.Add(new MessageBlock(index, block.Raw.ToArray()));
        }
    }

    /// <summary>Takes the data of a <c>content_block_delta</c>.</summary>
    public void Add(JsonCursor data)
    {
        data["index"u8].TryGetInt64(out var index);
        _size += data.Raw.Length;
        for (var i = _blocks.Count - 1; i >= 0; i--)
        {
            if (_blocks[i].Index == index)
            {
                _blocks[i].Add(data["delta"u8]);
                return;
            }
        }
    }

    /// <summary>Takes the <c>delta</c> of a <c>message_delta</c>: members of the message as they are at the end.</summary>
    public void End(JsonCursor delta)
    {
        if (delta.Kind == JsonKind.Object)
        {
            _end = delta.Raw.ToArray();
        }
    }

    /// <summary>Writes what has come so far.</summary>
    public void Write(PooledBuffer output)
    {
        var (head, end) = (JsonTape.Rent(), JsonTape.Rent());
        Parse(head, _head);
        Parse(end, _end);
        var first = true;
        output.Write("{"u8);
        foreach (var member in head.Root.Children)
        {
            if (member.NameEquals("content"u8))
            {
                WriteContent(output, ref first);
            }
            else if (!member.NameEquals("usage"u8))
            {
                var later = Find(end.Root, member);
                output.WriteMember(later.Value.Kind == JsonKind.None ? member : later, ref first);
            }
        }

        if (head.Root["content"u8].Kind == JsonKind.None)
        {
            WriteContent(output, ref first);
        }

        foreach (var member in end.Root.Children)
        {
            if (Find(head.Root, member).Value.Kind == JsonKind.None && !member.NameEquals("content"u8))
            {
                output.WriteMember(member, ref first);
            }
        }

        output.Write("}"u8);
        head.Return();
        end.Return();
    }

    public void Dispose() => _blocks.ForEach(block => block.Dispose());

    private void WriteContent(IBufferWriter<byte> output, ref bool first)
    {
        output.WriteName("content"u8, ref first);
        output.Write("["u8);
        for (var i = 0; i < _blocks.Count; i++)
        {
            output.Write(i > 0 ? ","u8 : default);
            _blocks[i].Write(output);
        }

        output.Write("]"u8);
    }

    private static JsonChild Find(JsonCursor from, in JsonChild named)
    {
        var name = named.Name;
        foreach (var member in from.Children)
        {
            if (member.Name == name)
            {
                return member;
            }
        }

        return default;
    }

    private static void Parse(JsonTape tape, ReadOnlyMemory<byte> ours)
    {
        if (!tape.TryParse(ours, JsonLimits.Upstream, out var problem))
        {
            throw new InvalidOperationException($"A part of an event is no JSON: {problem}.");
        }
    }
}

using System.Buffers;
using NextModel.Json;
using NextModel.Providers.Clients;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Anthropic;

/// <summary>One content block of a streamed message: as it began, and what its deltas added.</summary>
/// <param name="index">Its place in the message.</param>
/// <param name="begun">The block of its <c>content_block_start</c>.</param>
internal sealed class MessageBlock(long index, byte[] begun) : IDisposable
{
    private readonly List<(byte[] Name, PooledBuffer Text)> _texts = [];
    private readonly List<byte[]> _citations = [];
    private PooledBuffer? _input;

    public long Index => index;

    /// <summary>Takes a delta. A text in it goes on with the block's member of that name, whatever it is.</summary>
    public void Add(JsonCursor delta)
    {
        foreach (var member in delta.Children)
        {
            if (member.NameEquals("type"u8))
            {
                continue;
            }

            if (member.NameEquals("partial_json"u8))
            {
                (_input ??= new PooledBuffer()).Write(member.Value.Content());
            }
            else if (member.NameEquals("citation"u8))
            {
                _citations.Add(member.Value.Raw.ToArray());
            }
            else if (member.Value.Kind == JsonKind.String)
            {
                TextOf(member).Write(member.Value.Content());
            }
        }
    }

    public void Write(IBufferWriter<byte> output)
    {
        var tape = JsonTape.Rent();
        if (!tape.TryParse(begun, JsonLimits.Upstream, out var problem))
        {
            throw new InvalidOperationException($"A part of an event is no JSON: {problem}.");
        }

        var first = true;
        output.Write("{"u8);
        foreach (var member in tape.Root.Children)
        {
            if (member.NameEquals("input"u8) && _input is { Length: > 0 })
            {
                output.WriteName("input"u8, ref first);
                ToolInput.Write(output, _input.Written);
            }
            else if (member.NameEquals("citations"u8) && _citations.Count > 0)
            {
                WriteCitations(output, ref first);
            }
            else if (member.Value.Kind == JsonKind.String && Find(member) is { } text)
            {
                output.WriteName(Name(member), ref first);
                output.Write("\""u8);
                output.Write(member.Value.Content());
                output.Write(text.Written);
                output.Write("\""u8);
            }
            else
            {
                output.WriteMember(member, ref first);
            }
        }

        if (_citations.Count > 0 && tape.Root["citations"u8].Kind == JsonKind.None)
        {
            WriteCitations(output, ref first);
        }

        WriteNew(output, tape.Root, ref first);
        output.Write("}"u8);
        tape.Return();
    }

    public void Dispose()
    {
        _input?.Dispose();
        _texts.ForEach(text => text.Text.Dispose());
    }

    // Texts that the block did not begin with.
    private void WriteNew(IBufferWriter<byte> output, JsonCursor block, ref bool first)
    {
        foreach (var (name, text) in _texts)
        {
            if (!HasText(block, name))
            {
                output.WriteName(name, ref first);
                output.Write("\""u8);
                output.Write(text.Written);
                output.Write("\""u8);
            }
        }
    }

    private void WriteCitations(IBufferWriter<byte> output, ref bool first)
    {
        output.WriteName("citations"u8, ref first);
        for (var i = 0; i < _citations.Count; i++)
        {
            output.Write(i == 0 ? "["u8 : ","u8);
            output.Write(_citations[i]);
        }

        output.Write("]"u8);
    }

    private PooledBuffer TextOf(in JsonChild member)
    {
        if (Find(member) is { } known)
        {
            return known;
        }

        var text = new PooledBuffer();
        _texts.Add((Name(member).ToArray(), text));
        return text;
    }

    private PooledBuffer? Find(in JsonChild member)
    {
        foreach (var (name, text) in _texts)
        {
            if (Name(member).SequenceEqual(name))
            {
                return text;
            }
        }

        return null;
    }

    private static bool HasText(JsonCursor block, ReadOnlySpan<byte> name)
    {
        foreach (var member in block.Children)
        {
            if (member.Value.Kind == JsonKind.String && Name(member).SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }

    // As it is written, escapes and all: it is compared, and written again, and never read.
    private static ReadOnlySpan<byte> Name(in JsonChild member) => member.Value.Tape.Text[(member.Start + 1)..(member.NameEnd - 1)];
}

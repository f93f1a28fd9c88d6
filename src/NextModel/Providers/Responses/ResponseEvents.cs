using System.Buffers;
using System.Buffers.Text;
using NextModel.Json;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Sse;

namespace NextModel.Providers.Responses;

/// <summary>Writes the events of one response, numbered from zero.</summary>
internal sealed class ResponseEvents : IDisposable
{
    private const int TypeAt = 9; // {"type":"
    private const int MostDigits = 20;

    private readonly PooledBuffer _event = new(512);
    private int _typeEnd;

    /// <summary>Number of the next event.</summary>
    public long Next { get; set; }

    /// <summary>Place of the item that is told now, from zero.</summary>
    public int Items { get; set; }

    /// <summary>Begins an event; what is its own is written into the buffer.</summary>
    public PooledBuffer Begin(ReadOnlySpan<byte> type)
    {
        _event.Clear();
        _event.Write("{\"type\":\""u8);
        _event.Write(type);
        _typeEnd = _event.Length;
        _event.Write("\",\"sequence_number\":"u8);
        _event.WriteNumber(Next++);
        return _event;
    }

    /// <summary>Begins an event about the item that is told now.</summary>
    /// <param name="type">The event's type.</param>
    /// <param name="id">The item's id, content of a JSON string.</param>
    public PooledBuffer Begin(ReadOnlySpan<byte> type, ReadOnlySpan<byte> id)
    {
        Begin(type);
        _event.Write(",\"item_id\":\""u8);
        _event.Write(id);
        _event.Write("\",\"output_index\":"u8);
        _event.WriteNumber(Items);
        return _event;
    }

    /// <summary>Ends the event and writes it.</summary>
    public void Send(IBufferWriter<byte> output)
    {
        _event.Write("}"u8);
        SseWriter.Write(output, _event.Written[TypeAt.._typeEnd], _event.Written);
    }

    /// <summary>Writes a whole event of which all but its number and its text is known: most of a stream is such, so it is copied once and looked at never.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="begins">All before the number: the name of the event, and how its data begins.</param>
    /// <param name="place">All between number and text.</param>
    /// <param name="text">Content of a JSON string.</param>
    /// <param name="ends">All after it.</param>
    public void Send(IBufferWriter<byte> output, ReadOnlySpan<byte> begins, ReadOnlySpan<byte> place, ReadOnlySpan<byte> text, ReadOnlySpan<byte> ends)
    {
        var room = output.GetSpan(begins.Length + MostDigits + place.Length + text.Length + ends.Length);
        begins.CopyTo(room);
        Utf8Formatter.TryFormat(Next++, room[begins.Length..], out var digits);
        var at = begins.Length + digits;
        place.CopyTo(room[at..]);
        at += place.Length;
        text.CopyTo(room[at..]);
        at += text.Length;
        ends.CopyTo(room[at..]);
        output.Advance(at + ends.Length);
    }

    /// <summary>Writes <c>response.output_item.added</c> or <c>.done</c>.</summary>
    public void Item(bool isDone, ReadOnlySpan<byte> item, IBufferWriter<byte> output)
    {
        Begin(isDone ? "response.output_item.done"u8 : "response.output_item.added"u8);
        _event.Write(",\"output_index\":"u8);
        _event.WriteNumber(Items);
        _event.Write(",\"item\":"u8);
        _event.Write(item);
        Send(output);
    }

    public void Dispose() => _event.Dispose();
}

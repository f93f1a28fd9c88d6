using System.Buffers;

namespace NextModel.Json;

/// <summary>
/// Changes to a parsed text, as a list of byte ranges, so that an edited body can be sent from the received one without copying it.
/// Edits may be noted in any order; one inside a range that another takes out is dropped. Commas are taken care of. The text, its
/// tape and the bytes put in must outlive the edits.
/// </summary>
public sealed class JsonEdits(JsonTape tape) : IDisposable
{
    private static readonly ReadOnlyMemory<byte> Comma = ","u8.ToArray();

    private JsonEdit[] _edits = ArrayPool<JsonEdit>.Shared.Rent(16);
    private int _count;
    private ReadOnlyMemory<byte>[] _segments = ArrayPool<ReadOnlyMemory<byte>>.Shared.Rent(32);
    private int _segmentCount;
    private bool _isCut;

    /// <summary>True when nothing changes.</summary>
    public bool IsEmpty => _count == 0;

    /// <summary>The edited text, piece by piece: ranges of the text and the bytes put in.</summary>
    public ReadOnlyMemory<ReadOnlyMemory<byte>> Segments
    {
        get
        {
            Cut();
            return _segments.AsMemory(0, _segmentCount);
        }
    }

    /// <summary>Bytes of the edited text.</summary>
    public int Length
    {
        get
        {
            var length = 0;
            foreach (var segment in Segments.Span)
            {
                length += segment.Length;
            }

            return length;
        }
    }

    /// <summary>Puts the JSON text <paramref name="json"/> in the place of a value.</summary>
    public void Replace(JsonCursor value, ReadOnlyMemory<byte> json) => Replace(value.Start, value.End, json);

    /// <summary>Puts <paramref name="bytes"/> in the place of a byte range of the text.</summary>
    public void Replace(int start, int end, ReadOnlyMemory<byte> bytes) => Note(new JsonEdit(start, end, JsonEditKind.Replace, bytes));

    /// <summary>Puts <paramref name="bytes"/> before the byte at <paramref name="at"/>; those noted first stand first.</summary>
    public void Insert(int at, ReadOnlyMemory<byte> bytes) => Replace(at, at, bytes);

    /// <summary>Gives a member another name: <paramref name="quoted"/> is a JSON string, quotes included.</summary>
    public void Rename(JsonChild member, ReadOnlyMemory<byte> quoted) => Replace(member.Start, member.NameEnd, quoted);

    /// <summary>Takes a member or item out.</summary>
    public void Remove(JsonChild element) =>
        Note(new JsonEdit(element.Start, element.Value.End, JsonEditKind.RemoveElement, default));

    /// <summary>Adds a member (<c>"name":value</c>) or an item at the end of an object or array.</summary>
    public void Append(JsonCursor container, ReadOnlyMemory<byte> element) =>
        Note(new JsonEdit(container.End - 1, container.End - 1, JsonEditKind.Append, element));

    public void WriteTo(IBufferWriter<byte> output)
    {
        foreach (var segment in Segments.Span)
        {
            output.Write(segment.Span);
        }
    }

    public void Dispose()
    {
        if (_edits.Length > 0)
        {
            ArrayPool<JsonEdit>.Shared.Return(_edits, clearArray: true);
            ArrayPool<ReadOnlyMemory<byte>>.Shared.Return(_segments, clearArray: true);
            (_edits, _segments, _count, _segmentCount) = ([], [], 0, 0);
        }
    }

    private void Note(in JsonEdit edit)
    {
        if (_count == _edits.Length)
        {
            _edits = Grow(_edits, _count);
        }

        var at = _count++;
        for (; at > 0 && edit.Precedes(_edits[at - 1]); at--)
        {
            _edits[at] = _edits[at - 1];
        }

        _edits[at] = edit;
        _isCut = false;
    }

    private void Cut()
    {
        if (_isCut)
        {
            return;
        }

        _isCut = true;
        _segmentCount = 0;
        var cutter = new JsonEditCutter(tape.Text, _edits.AsSpan(0, _count));
        var done = 0;
        while (cutter.TryNext(out var cut))
        {
            Add(tape.Memory[done..cut.Start]);
            Add(cut.WithComma ? Comma : default);
            Add(cut.Bytes);
            done = cut.End;
        }

        Add(tape.Memory[done..]);
    }

    private void Add(ReadOnlyMemory<byte> segment)
    {
        if (segment.IsEmpty)
        {
            return;
        }

        if (_segmentCount == _segments.Length)
        {
            _segments = Grow(_segments, _segmentCount);
        }

        _segments[_segmentCount++] = segment;
    }

    private static T[] Grow<T>(T[] full, int count)
    {
        var larger = ArrayPool<T>.Shared.Rent(count * 2);
        full.AsSpan(0, count).CopyTo(larger);
        ArrayPool<T>.Shared.Return(full, clearArray: true);
        return larger;
    }
}

using System.Runtime.InteropServices;

namespace NextModel.Json;

/// <summary>Walks sorted edits and settles overlaps and commas.</summary>
[StructLayout(LayoutKind.Auto)]
internal ref struct JsonEditCutter(ReadOnlySpan<byte> text, ReadOnlySpan<JsonEdit> edits)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private readonly ReadOnlySpan<JsonEdit> _edits = edits;
    private int _next;
    private int _done;

    // Closing brackets: of the container that lost its last element, and of the one that was last appended to.
    private int _emptied = -1;
    private int _appended = -1;

    public bool TryNext(out JsonCut cut)
    {
        while (_next < _edits.Length)
        {
            ref readonly var edit = ref _edits[_next++];
            if (edit.Start < _done)
            {
                continue;
            }

            cut = edit.Kind switch
            {
                JsonEditKind.RemoveElement => CutElements(edit.Start, edit.End),
                JsonEditKind.Append => CutAppend(edit),
                _ => new JsonCut(edit.Start, edit.End, false, edit.Bytes),
            };
            _done = cut.End;
            return true;
        }

        cut = default;
        return false;
    }

    private JsonCut CutElements(int start, int end)
    {
        var after = SkipWhiteSpace(end);
        while (_text[after] == ',')
        {
            // The comma goes too, up to the next element; if that one goes as well, so on.
            end = SkipWhiteSpace(after + 1);
            if (!TryTakeElementAt(end, out var elementEnd))
            {
                return new JsonCut(start, end, false, default);
            }

            end = elementEnd;
            after = SkipWhiteSpace(end);
        }

        var before = SkipWhiteSpaceBack(start - 1);
        if (_text[before] == ',')
        {
            return new JsonCut(before, end, false, default);
        }

        _emptied = after;
        return new JsonCut(start, end, false, default);
    }

    private bool TryTakeElementAt(int start, out int end)
    {
        // Edits inside the element that goes are no more.
        while (_next < _edits.Length && _edits[_next].Start < start)
        {
            _next++;
        }

        if (_next < _edits.Length && _edits[_next].Start == start && _edits[_next].Kind == JsonEditKind.RemoveElement)
        {
            end = _edits[_next++].End;
            return true;
        }

        end = start;
        return false;
    }

    private JsonCut CutAppend(in JsonEdit edit)
    {
        var isFirst = edit.Start == _emptied || _text[SkipWhiteSpaceBack(edit.Start - 1)] is (byte)'{' or (byte)'[';
        var withComma = !isFirst || edit.Start == _appended;
        _appended = edit.Start;
        return new JsonCut(edit.Start, edit.End, withComma, edit.Bytes);
    }

    private readonly int SkipWhiteSpace(int at)
    {
        while (IsWhiteSpace(_text[at]))
        {
            at++;
        }

        return at;
    }

    private readonly int SkipWhiteSpaceBack(int at)
    {
        while (IsWhiteSpace(_text[at]))
        {
            at--;
        }

        return at;
    }

    private static bool IsWhiteSpace(byte b) => b is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';
}

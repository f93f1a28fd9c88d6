using System.Buffers;

namespace NextModel.Ledger;

/// <summary>Where the gaps of a form stand in a text that was filled in. Used again for one text after another; not thread-safe.</summary>
internal sealed class FormGaps
{
    // Printable ASCII but for the quote and the backslash: no such text ends its string or escapes anything.
    private static readonly SearchValues<byte> Plain =
        SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Where(one => one is not ('"' or '\\')).Select(one => (byte)one)]);

    private ReceiptGap[] _kinds = new ReceiptGap[64];
    private int[] _starts = new int[64];
    private int[] _filled = new int[65];

    /// <summary>How many.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes of the text before each gap came out of gaps; one more than there are gaps.</summary>
    public ReadOnlySpan<int> Filled => _filled.AsSpan(0, Count + 1);

    /// <summary>True while everything filled in is of its kind whatever stands around it.</summary>
    public bool ArePlain { get; private set; } = true;

    public void Clear()
    {
        Count = 0;
        ArePlain = true;
    }

    /// <summary>Takes one that was filled in behind those before.</summary>
    public void Add(ReceiptGap kind, int start, ReadOnlySpan<byte> content)
    {
        if (Count == _starts.Length)
        {
            Array.Resize(ref _kinds, 2 * Count);
            Array.Resize(ref _starts, 2 * Count);
            Array.Resize(ref _filled, (2 * Count) + 1);
        }

        _kinds[Count] = kind;
        _starts[Count] = start;
        _filled[Count + 1] = _filled[Count] + content.Length;
        Count++;
        ArePlain &= kind != ReceiptGap.Text || !content.ContainsAnyExcept(Plain);
    }

    /// <summary>True where a number was filled in, and nothing else makes up these bytes of the text.</summary>
    public bool IsNumber(int gap, int start, int end) =>
        _kinds[gap] is ReceiptGap.Number or ReceiptGap.RowSequence && _starts[gap] == start && start + _filled[gap + 1] - _filled[gap] == end;

    /// <summary>How many gaps a byte of the text is behind; -1 where it stands inside one.</summary>
    public int CountBefore(int position)
    {
        var found = _starts.AsSpan(0, Count).BinarySearch(position);
        var count = found < 0 ? ~found : found;
        while (count > 0 && _starts[count - 1] == position)
        {
            count--;
        }

        return count > 0 && _starts[count - 1] + _filled[count] - _filled[count - 1] > position ? -1 : count;
    }
}

using System.Buffers.Text;

namespace NextModel.Json;

/// <summary>One value of a <see cref="JsonTape"/>. Valid as long as the tape is.</summary>
public readonly struct JsonCursor
{
    private readonly JsonTape? _tape;
    private readonly int _index;

    internal JsonCursor(JsonTape tape, int index)
    {
        _tape = tape;
        _index = index;
    }

    /// <summary>What the value is; <see cref="JsonKind.None"/> for a member that is not there.</summary>
    public JsonKind Kind => _tape is null ? JsonKind.None : _tape.TokenAt(_index).Kind;

    /// <summary>First byte of the value in the text; for a string, its opening quote.</summary>
    public int Start => _tape!.TokenAt(_index).Start;

    /// <summary>One past the last byte of the value.</summary>
    public int End => _tape!.TokenAt(_index).End;

    /// <summary>The value as it stands in the text, quotes and escapes included.</summary>
    public ReadOnlySpan<byte> Raw => _tape!.Text[Start..End];

    /// <summary>True when the member is missing or null.</summary>
    public bool IsNullOrMissing => Kind is JsonKind.None or JsonKind.Null;

    internal JsonTape Tape => _tape!;

    internal int Index => _index;

    /// <summary>Members of an object, or items of an array; empty for anything else.</summary>
    public JsonChildren Children => new(this);

    /// <summary>The member called <paramref name="name"/>; a cursor of kind <see cref="JsonKind.None"/> when there is none.
    /// Where a lenient text has the name twice, the last one counts, as most readers have it.</summary>
    public JsonCursor this[ReadOnlySpan<byte> name]
    {
        get
        {
            var found = default(JsonCursor);
            if (Kind == JsonKind.Object)
            {
                foreach (var member in Children)
                {
                    if (member.NameEquals(name))
                    {
                        found = member.Value;
                    }
                }
            }

            return found;
        }
    }

    /// <summary>True for a string whose text is <paramref name="expected"/>, however it is escaped.</summary>
    public bool TextEquals(ReadOnlySpan<byte> expected) =>
        Kind == JsonKind.String && JsonNames.TextEquals(_tape!, _tape!.TokenAt(_index), expected);

    /// <summary>The decoded text of a string; null for anything else. Half of a surrogate pair reads as U+FFFD.</summary>
    public string? GetString() => Kind == JsonKind.String ? JsonNames.Text(_tape!, _tape!.TokenAt(_index)) : null;

    /// <summary>True for a number written as a whole number that fits in 64 bits.</summary>
    public bool TryGetInt64(out long value)
    {
        if (Kind == JsonKind.Number && Utf8Parser.TryParse(Raw, out value, out var used) && used == Raw.Length)
        {
            return true;
        }

        value = 0;
        return false;
    }

    /// <summary>Number of members or items.</summary>
    public int Count()
    {
        var count = 0;
        foreach (var _ in Children)
        {
            count++;
        }

        return count;
    }
}

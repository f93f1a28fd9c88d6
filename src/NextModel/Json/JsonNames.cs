using System.Buffers;
using System.Text;

namespace NextModel.Json;

/// <summary>Member names: equality as decoded text, and the search for duplicates.</summary>
internal static class JsonNames
{
    // More names than this are compared through a set. Receipts have some forty.
    private const int FewNames = 48;

    /// <summary>Byte offset of a name that its object already has, or -1. <c>"a"</c> and <c>"\u0061"</c> are the same name.</summary>
    public static int FindDuplicate(JsonTape tape, int container)
    {
        var tokens = tape.Tokens;
        var text = tape.Text;
        var end = tokens[container].Next;
        var (count, marks) = (0, 0UL);
        for (var name = container + 1; name < end; name = tokens[name + 1].Next)
        {
            if (++count > FewNames || tokens[name].Form != JsonStringForm.Plain)
            {
                return FindByText(tape, container, end);
            }

            // Names with different marks differ, and most marks do: the names before are compared only when the mark is taken.
            var raw = Raw(text, tokens[name]);
            var mark = raw.IsEmpty ? 1UL : 1UL << ((raw.Length + (raw[0] * 3) + (raw[^1] * 5)) & 63);
            if ((marks & mark) != 0 && HasBefore(text, tokens, container, name))
            {
                return tokens[name].Start;
            }

            marks |= mark;
        }

        return -1;
    }

    /// <summary>The bytes between the quotes, escapes and all.</summary>
    public static ReadOnlySpan<byte> Raw(JsonTape tape, in JsonToken token) => Raw(tape.Text, token);

    /// <summary>True when the string token's text is <paramref name="expected"/>, however it is escaped.</summary>
    public static bool TextEquals(JsonTape tape, in JsonToken token, ReadOnlySpan<byte> expected)
    {
        var raw = Raw(tape, token);
        if (token.Form == JsonStringForm.Plain)
        {
            return raw.SequenceEqual(expected);
        }

        if (raw.Length < expected.Length)
        {
            return false;
        }

        var rented = ArrayPool<byte>.Shared.Rent(raw.Length);
        var equal = rented.AsSpan(0, JsonEscapes.Decode(raw, rented)).SequenceEqual(expected);
        ArrayPool<byte>.Shared.Return(rented);
        return equal;
    }

    private static ReadOnlySpan<byte> Raw(ReadOnlySpan<byte> text, in JsonToken token) => text[(token.Start + 1)..(token.End - 1)];

    private static bool HasBefore(ReadOnlySpan<byte> text, ReadOnlySpan<JsonToken> tokens, int container, int name)
    {
        var raw = Raw(text, tokens[name]);
        for (var earlier = container + 1; earlier < name; earlier = tokens[earlier + 1].Next)
        {
            if (Raw(text, tokens[earlier]).SequenceEqual(raw))
            {
                return true;
            }
        }

        return false;
    }

    private static int FindByText(JsonTape tape, int container, int end)
    {
        var tokens = tape.Tokens;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var name = container + 1; name < end; name = tokens[name + 1].Next)
        {
            if (!seen.Add(Text(tape, tokens[name])))
            {
                return tokens[name].Start;
            }
        }

        return -1;
    }

    /// <summary>The decoded text of a string token.</summary>
    public static string Text(JsonTape tape, in JsonToken token)
    {
        var raw = Raw(tape, token);
        if (token.Form == JsonStringForm.Plain)
        {
            return Encoding.UTF8.GetString(raw);
        }

        var rented = ArrayPool<byte>.Shared.Rent(raw.Length);
        var text = Encoding.UTF8.GetString(rented, 0, JsonEscapes.Decode(raw, rented));
        ArrayPool<byte>.Shared.Return(rented);
        return text;
    }
}

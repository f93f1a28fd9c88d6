using System.Buffers;
using System.Text;

namespace NextModel.Json;

/// <summary>Member names: equality as decoded text, and the search for duplicates.</summary>
internal static class JsonNames
{
    private const int PairwiseLimit = 12;

    /// <summary>Byte offset of a name that its object already has, or -1. <c>"a"</c> and <c>"\u0061"</c> are the same name.</summary>
    public static int FindDuplicate(JsonTape tape, int container)
    {
        var tokens = tape.Tokens;
        var end = tokens[container].Next;
        var count = 0;
        var escaped = false;
        for (var name = container + 1; name < end; name = tokens[name + 1].Next)
        {
            count++;
            escaped |= tokens[name].Form != JsonStringForm.Plain;
        }

        if (escaped || count > PairwiseLimit)
        {
            return FindByText(tape, container, end);
        }

        for (var name = container + 1; name < end; name = tokens[name + 1].Next)
        {
            var text = Raw(tape, tokens[name]);
            for (var earlier = container + 1; earlier < name; earlier = tokens[earlier + 1].Next)
            {
                if (Raw(tape, tokens[earlier]).SequenceEqual(text))
                {
                    return tokens[name].Start;
                }
            }
        }

        return -1;
    }

    /// <summary>The bytes between the quotes, escapes and all.</summary>
    public static ReadOnlySpan<byte> Raw(JsonTape tape, in JsonToken token) => tape.Text[(token.Start + 1)..(token.End - 1)];

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

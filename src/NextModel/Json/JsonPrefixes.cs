using System.Text;

namespace NextModel.Json;

/// <summary>Some words that names and texts of a JSON text may begin with: whether any does is told without a walk through it.</summary>
public sealed class JsonPrefixes
{
    private readonly byte[][] _words;

    // A bit for each first byte, by its six lowest bits; that of a backslash too.
    private readonly ulong _firsts = Bit((byte)'\\');

    /// <param name="words">ASCII, none empty.</param>
    public JsonPrefixes(params string[] words)
    {
        _words = [.. words.Select(Encoding.ASCII.GetBytes)];
        foreach (var word in _words)
        {
            _firsts |= Bit(word[0]);
        }
    }

    /// <summary>True where a name or a text begins with one of the words, or may: escapes are not decoded.</summary>
    public bool MayBeIn(JsonTape tape)
    {
        ArgumentNullException.ThrowIfNull(tape);
        var text = tape.Text;
        foreach (ref readonly var token in tape.Tokens)
        {
            if (token.Kind == JsonKind.String && token.End - token.Start > 2 && (_firsts & Bit(text[token.Start + 1])) != 0
                && MayBegin(text[(token.Start + 1)..(token.End - 1)]))
            {
                return true;
            }
        }

        return false;
    }

    private bool MayBegin(ReadOnlySpan<byte> text)
    {
        foreach (var word in _words)
        {
            var head = text[..Math.Min(text.Length, word.Length)];
            var escape = head.IndexOf((byte)'\\');
            if (escape >= 0 ? head[..escape].SequenceEqual(word.AsSpan(0, escape)) : head.SequenceEqual(word))
            {
                return true;
            }
        }

        return false;
    }

    private static ulong Bit(byte first) => 1UL << (first & 63);
}

using System.Buffers;
using System.Buffers.Text;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace NextModel.Json;

/// <summary>String escapes of RFC 8259 §7: scanning, decoding and writing.</summary>
internal static class JsonEscapes
{
    // What cannot stand in a string as it is: quote, backslash, controls.
    private static readonly SearchValues<byte> Stops =
        SearchValues.Create([.. Enumerable.Range(0, 32).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    /// <summary>Where the first quote, backslash or control stands, or -1.</summary>
    public static int IndexOfStop(ReadOnlySpan<byte> text) => text.IndexOfAny(Stops);

    /// <summary>
    /// Goes from the first byte of a string's content to its closing quote and returns where that stands, or where the
    /// <paramref name="problem"/> is. <paramref name="form"/> is what the escapes ask of the string. Prompts have an escape every line,
    /// so each stop must be cheap: 32 bytes at a time, and no copy of a local in memory.
    /// </summary>
    public static int Scan(ReadOnlySpan<byte> text, int at, out JsonStringForm form, out JsonProblemKind problem)
    {
        var noted = JsonStringForm.Plain;
        while (TryFindStop(text, ref at))
        {
            if (text[at] != '\\')
            {
                form = noted;
                problem = text[at] == '"' ? JsonProblemKind.None : JsonProblemKind.ControlCharacter;
                return at;
            }

            noted |= JsonStringForm.Escaped;
            if (at + 1 < text.Length && text[at + 1] is (byte)'n' or (byte)'"' or (byte)'\\' or (byte)'t' or (byte)'r' or (byte)'b' or (byte)'f')
            {
                at += 2;
                continue;
            }

            var (next, respelled) = (at, noted);
            if (!TryScanRespelled(text, ref next, ref respelled))
            {
                form = noted;
                problem = JsonProblemKind.BadEscape;
                return at;
            }

            (at, noted) = (next, respelled);
        }

        form = noted;
        problem = JsonProblemKind.UnexpectedEnd;
        return text.Length;
    }

    /// <summary>Writes the escape of one quote, backslash or control and returns its length, 2 or 6.</summary>
    public static int Escape(byte value, Span<byte> destination)
    {
        destination[0] = (byte)'\\';
        var letter = value switch
        {
            (byte)'"' or (byte)'\\' => value,
            (byte)'\b' => (byte)'b',
            (byte)'\f' => (byte)'f',
            (byte)'\n' => (byte)'n',
            (byte)'\r' => (byte)'r',
            (byte)'\t' => (byte)'t',
            _ => (byte)'u',
        };
        destination[1] = letter;
        if (letter != 'u')
        {
            return 2;
        }

        "00"u8.CopyTo(destination[2..]);
        destination[4] = (byte)(value < 16 ? '0' : '1');
        destination[5] = "0123456789abcdef"u8[value & 15];
        return 6;
    }

    /// <summary>Moves to the next quote, backslash or control.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryFindStop(ReadOnlySpan<byte> text, ref int at)
    {
        while (text.Length - at >= Vector256<byte>.Count)
        {
            var block = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(text), (nuint)at);
            var stops = (Vector256.Equals(block, Vector256.Create((byte)'"'))
                | Vector256.Equals(block, Vector256.Create((byte)'\\'))
                | Vector256.LessThan(block, Vector256.Create((byte)' '))).ExtractMostSignificantBits();
            if (stops != 0)
            {
                at += BitOperations.TrailingZeroCount(stops);
                return true;
            }

            at += Vector256<byte>.Count;
        }

        var stop = IndexOfStop(text[at..]);
        at += Math.Max(stop, 0);
        return stop >= 0;
    }

    /// <summary>Steps over the escape at <paramref name="at"/> (its backslash) when RFC 8785 spells it another way.</summary>
    private static bool TryScanRespelled(ReadOnlySpan<byte> text, ref int at, ref JsonStringForm form)
    {
        form |= JsonStringForm.Respelled;
        if (at + 1 < text.Length && text[at + 1] == '/')
        {
            at += 2;
            return true;
        }

        if (at + 1 >= text.Length || text[at + 1] != 'u' || !TryHex(text, at + 2, out var unit))
        {
            return false;
        }

        at += 6;
        if (char.IsHighSurrogate(unit) && at + 1 < text.Length && text[at] == '\\' && text[at + 1] == 'u'
            && TryHex(text, at + 2, out var low) && char.IsLowSurrogate(low))
        {
            at += 6;
        }
        else if (char.IsSurrogate(unit))
        {
            form |= JsonStringForm.LoneSurrogate;
        }

        return true;
    }

    /// <summary>
    /// Decodes the escaped string content at <paramref name="source"/> into UTF-8 and returns the bytes written. Needs room for
    /// <c>source.Length</c> bytes: text is never longer than its escapes. Half of a surrogate pair becomes U+FFFD.
    /// </summary>
    public static int Decode(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        var read = 0;
        var written = 0;
        while (read < source.Length)
        {
            var run = source[read..].IndexOf((byte)'\\');
            if (run < 0)
            {
                run = source.Length - read;
            }

            source.Slice(read, run).CopyTo(destination[written..]);
            read += run;
            written += run;
            if (read < source.Length)
            {
                written += DecodeRune(source, ref read).EncodeToUtf8(destination[written..]);
            }
        }

        return written;
    }

    /// <summary>
    /// Writes the escaped string content at <paramref name="source"/> with the fewest escapes and returns the bytes written, at most
    /// <c>source.Length</c>. Half of a surrogate pair becomes U+FFFD.
    /// </summary>
    public static int Respell(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        var read = 0;
        var written = 0;
        while (true)
        {
            var run = source[read..].IndexOf((byte)'\\');
            if (run < 0)
            {
                source[read..].CopyTo(destination[written..]);
                return written + source.Length - read;
            }

            source.Slice(read, run).CopyTo(destination[written..]);
            read += run;
            written += run;
            var rune = DecodeRune(source, ref read);
            written += rune.Value is < 32 or '"' or '\\'
                ? Escape((byte)rune.Value, destination[written..])
                : rune.EncodeToUtf8(destination[written..]);
        }
    }

    /// <summary>The character that the escape at <paramref name="at"/> stands for; moves past it.</summary>
    public static Rune DecodeRune(ReadOnlySpan<byte> source, ref int at)
    {
        var kind = source[at + 1];
        at += 2;
        if (kind != 'u')
        {
            return new Rune(kind switch
            {
                (byte)'b' => '\b',
                (byte)'f' => '\f',
                (byte)'n' => '\n',
                (byte)'r' => '\r',
                (byte)'t' => '\t',
                _ => (char)kind,
            });
        }

        TryHex(source, at, out var unit);
        at += 4;
        if (!char.IsSurrogate(unit))
        {
            return new Rune(unit);
        }

        if (char.IsHighSurrogate(unit) && at + 5 < source.Length && source[at] == '\\' && source[at + 1] == 'u'
            && TryHex(source, at + 2, out var low) && char.IsLowSurrogate(low))
        {
            at += 6;
            return new Rune(unit, low);
        }

        return Rune.ReplacementChar;
    }

    private static bool TryHex(ReadOnlySpan<byte> text, int at, out char unit)
    {
        unit = default;
        if (at + 4 > text.Length
            || !Utf8Parser.TryParse(text.Slice(at, 4), out ushort value, out var used, 'X') || used != 4)
        {
            return false;
        }

        unit = (char)value;
        return true;
    }
}

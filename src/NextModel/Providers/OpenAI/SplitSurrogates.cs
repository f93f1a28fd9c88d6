using System.Buffers.Text;
using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>
/// Sources that cut text by UTF-16 units send halves of surrogate pairs (<c>"\ud83d"</c>), on which some clients throw. Halves that
/// meet in the next delta are joined; a half that stays alone becomes U+FFFD (RFC 8259 §8.2).
/// </summary>
internal static class SplitSurrogates
{
    private const int EscapeLength = 6;

    private static ReadOnlySpan<byte> Replacement => "\uFFFD"u8;

    /// <summary>A JSON text with its halves joined or replaced, in a buffer of its own; <paramref name="json"/> is no more.</summary>
    public static PooledBuffer Mended(PooledBuffer json)
    {
        using (json)
        {
            var mended = new PooledBuffer(json.Length);
            WriteWhole(json.WrittenMemory, mended);
            return mended;
        }
    }

    /// <summary>
    /// Writes string content (between the quotes) after the half <paramref name="held"/> back from the content before it. Returns the
    /// half that now waits at the end, or 0.
    /// </summary>
    public static char Write(PooledBuffer output, ReadOnlySpan<byte> content, char held)
    {
        if (content.IsEmpty)
        {
            return held;
        }

        var at = 0;
        if (held != 0)
        {
            if (char.IsLowSurrogate(UnitAt(content, 0)))
            {
                WriteEscape(output, held);
                output.Write(content[..EscapeLength]);
                at = EscapeLength;
            }
            else
            {
                output.Write(Replacement);
            }
        }

        while (true)
        {
            var run = content[at..].IndexOf((byte)'\\');
            if (run < 0)
            {
                output.Write(content[at..]);
                return default;
            }

            output.Write(content.Slice(at, run));
            at += run;
            var unit = UnitAt(content, at);
            var whole = !char.IsSurrogate(unit)
                ? (content[at + 1] == 'u' ? EscapeLength : 2)
                : char.IsHighSurrogate(unit) && char.IsLowSurrogate(UnitAt(content, at + EscapeLength)) ? 2 * EscapeLength : 0;
            if (whole > 0)
            {
                output.Write(content.Slice(at, whole));
                at += whole;
            }
            else if (char.IsHighSurrogate(unit) && at + EscapeLength == content.Length)
            {
                return unit;
            }
            else
            {
                output.Write(Replacement);
                at += EscapeLength;
            }
        }
    }

    /// <summary>Gives up on the other half.</summary>
    public static void WriteReplacement(PooledBuffer output) => output.Write(Replacement);

    public static bool In(JsonCursor value) =>
        value.Kind == JsonKind.String && (value.Tape.TokenAt(value.Index).Form & JsonStringForm.LoneSurrogate) != 0;

    /// <summary>True when any string of the text, names included, has half of a pair.</summary>
    public static bool Anywhere(JsonTape tape)
    {
        foreach (ref readonly var token in tape.Tokens)
        {
            if ((token.Form & JsonStringForm.LoneSurrogate) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes the JSON text <paramref name="ours"/> to <paramref name="output"/>, without any half of a pair.</summary>
    public static void WriteWhole(ReadOnlyMemory<byte> ours, PooledBuffer output)
    {
        var tape = JsonTape.Rent();
        if (!tape.TryParse(ours, JsonLimits.Upstream, out var problem))
        {
            throw new InvalidOperationException($"An answer we wrote is no JSON: {problem}.");
        }

        ReplaceAll(tape, output);
        tape.Return();
    }

    /// <summary>Writes the text of <paramref name="tape"/> with every half of a pair replaced.</summary>
    public static void ReplaceAll(JsonTape tape, PooledBuffer output)
    {
        var from = 0;
        foreach (ref readonly var token in tape.Tokens)
        {
            if ((token.Form & JsonStringForm.LoneSurrogate) != 0)
            {
                output.Write(tape.Text[from..(token.Start + 1)]);
                if (Write(output, tape.Text[(token.Start + 1)..(token.End - 1)], default) != 0)
                {
                    output.Write(Replacement);
                }

                from = token.End - 1;
            }
        }

        output.Write(tape.Text[from..]);
    }

    private static char UnitAt(ReadOnlySpan<byte> content, int at) =>
        at + EscapeLength <= content.Length && content[at] == '\\' && content[at + 1] == 'u'
        && Utf8Parser.TryParse(content.Slice(at + 2, 4), out ushort unit, out _, 'X')
            ? (char)unit
            : default;

    private static void WriteEscape(PooledBuffer output, char unit)
    {
        output.Write("\\u"u8);
        Utf8Formatter.TryFormat((ushort)unit, output.GetSpan(4), out var written, new System.Buffers.StandardFormat('x', 4));
        output.Advance(written);
    }
}

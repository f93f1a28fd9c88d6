using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace NextModel.Json;

/// <summary>
/// Writes JSON strings with the fewest escapes RFC 8259 allows, in the spelling of RFC 8785 §3.2.2.2: quote, backslash and controls.
/// What is no Unicode text (bad UTF-8, half of a surrogate pair) becomes U+FFFD.
/// </summary>
public static class JsonText
{
    private const int ChunkChars = 256;
    private const int LongestEscape = 6;

    /// <summary>Room that a string value of <paramref name="utf8Length"/> bytes can need, quotes included.</summary>
    public static int MaxLength(int utf8Length) => checked((utf8Length * LongestEscape) + 2);

    /// <summary>Writes <paramref name="utf8"/> as a string value, quotes included.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> utf8)
    {
        var writer = new Utf8Output(output, utf8.Length + 16);
        writer.Write((byte)'"');
        WriteContent(ref writer, utf8);
        writer.Write((byte)'"');
        writer.Flush();
    }

    /// <summary>Writes <paramref name="text"/> as a string value, quotes included.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        var writer = new Utf8Output(output, text.Length + 16);
        writer.Write((byte)'"');
        WriteContent(ref writer, text);
        writer.Write((byte)'"');
        writer.Flush();
    }

    /// <summary>Writes <paramref name="utf8"/>, which must be valid, as a string value into room for <see cref="MaxLength"/> bytes.
    /// Returns the bytes written.</summary>
    public static int Write(Span<byte> destination, ReadOnlySpan<byte> utf8)
    {
        destination[0] = (byte)'"';
        var written = 1;
        while (true)
        {
            var run = JsonEscapes.IndexOfStop(utf8);
            if (run < 0)
            {
                utf8.CopyTo(destination[written..]);
                written += utf8.Length;
                destination[written] = (byte)'"';
                return written + 1;
            }

            utf8[..run].CopyTo(destination[written..]);
            written += run;
            written += JsonEscapes.Escape(utf8[run], destination[written..]);
            utf8 = utf8[(run + 1)..];
        }
    }

    private static void WriteContent(ref Utf8Output writer, ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8))
        {
            WriteContent(ref writer, Encoding.UTF8.GetString(utf8));
            return;
        }

        WriteEscaped(ref writer, utf8);
    }

    private static void WriteContent(ref Utf8Output writer, ReadOnlySpan<char> text)
    {
        Span<byte> chunk = stackalloc byte[ChunkChars * 3];
        while (!text.IsEmpty)
        {
            var isLast = text.Length <= ChunkChars;
            Utf8.FromUtf16(isLast ? text : text[..ChunkChars], chunk, out var read, out var written, isFinalBlock: isLast);
            WriteEscaped(ref writer, chunk[..written]);
            text = text[read..];
        }
    }

    private static void WriteEscaped(ref Utf8Output writer, scoped ReadOnlySpan<byte> utf8)
    {
        while (true)
        {
            var run = JsonEscapes.IndexOfStop(utf8);
            if (run < 0)
            {
                writer.Write(utf8);
                return;
            }

            writer.Write(utf8[..run]);
            writer.Advance(JsonEscapes.Escape(utf8[run], writer.Reserve(LongestEscape)));
            utf8 = utf8[(run + 1)..];
        }
    }
}

using System.Buffers;
using System.Buffers.Text;
using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>Small pieces of JSON text.</summary>
internal static class WireText
{
    private const int LongestNumber = 20;

    /// <summary>The bytes between the quotes of a string, escapes and all; empty for anything else.</summary>
    public static ReadOnlySpan<byte> Content(this JsonCursor value) => value.Kind == JsonKind.String ? value.Raw[1..^1] : default;

    public static void WriteNumber(this IBufferWriter<byte> output, long value)
    {
        Utf8Formatter.TryFormat(value, output.GetSpan(LongestNumber), out var written);
        output.Advance(written);
    }

    /// <summary>Adds an item to a list of JSON values, after a comma where it is not the first.</summary>
    public static void AddItem(this PooledBuffer list, ReadOnlySpan<byte> json)
    {
        list.Write(list.Length > 0 ? ","u8 : default);
        list.Write(json);
    }

    /// <summary>Writes <c>,"name":</c>, without the comma where <paramref name="first"/>, which is then no more.</summary>
    public static void WriteName(this IBufferWriter<byte> output, ReadOnlySpan<byte> name, ref bool first)
    {
        output.Write(first ? "\""u8 : ",\""u8);
        output.Write(name);
        output.Write("\":"u8);
        first = false;
    }

    /// <summary>Copies the member <paramref name="child"/> as it stands.</summary>
    public static void WriteMember(this IBufferWriter<byte> output, in JsonChild child, ref bool first)
    {
        if (!first)
        {
            output.Write(","u8);
        }

        output.Write(child.Value.Tape.Text[child.Start..child.Value.End]);
        first = false;
    }

    /// <summary>Writes <paramref name="json"/> without the white space between its tokens.</summary>
    public static void WriteCompact(this IBufferWriter<byte> output, ReadOnlySpan<byte> json)
    {
        var inString = false;
        var from = 0;
        for (var at = 0; at < json.Length; at++)
        {
            if (inString && json[at] == '\\')
            {
                at++;
            }
            else if (json[at] == '"')
            {
                inString = !inString;
            }
            else if (!inString && json[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            {
                output.Write(json[from..at]);
                from = at + 1;
            }
        }

        output.Write(json[from..]);
    }
}

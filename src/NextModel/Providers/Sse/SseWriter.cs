using System.Buffers;

namespace NextModel.Providers.Sse;

/// <summary>Writes server-sent events: a name where the dialect has names, one <c>data</c> line and a blank one.</summary>
internal static class SseWriter
{
    /// <summary>
    /// Writes an event whose data is the JSON text <paramref name="json"/>. Line breaks between its tokens are left out: they would end the
    /// line, and inside of a string there are none.
    /// </summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> json) => WriteData(output, json);

    /// <summary>Writes an event that has a name: <paramref name="name"/>, in one line.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> name, ReadOnlySpan<byte> json)
    {
        output.Write("event: "u8);
        output.Write(name);
        output.Write("\n"u8);
        WriteData(output, json);
    }

    private static void WriteData(IBufferWriter<byte> output, ReadOnlySpan<byte> json)
    {
        output.Write("data: "u8);
        while (json.IndexOfAny((byte)'\n', (byte)'\r') is var at and >= 0)
        {
            output.Write(json[..at]);
            json = json[(at + 1)..];
        }

        output.Write(json);
        output.Write("\n\n"u8);
    }
}

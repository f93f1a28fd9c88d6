using System.Buffers;

namespace NextModel.Providers.Sse;

/// <summary>Writes server-sent events the way OpenAI does: one <c>data</c> line and a blank one.</summary>
internal static class SseWriter
{
    /// <summary>
    /// Writes an event whose data is the JSON text <paramref name="json"/>. Line breaks between its tokens are left out: they would end the
    /// line, and inside of a string there are none.
    /// </summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> json)
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

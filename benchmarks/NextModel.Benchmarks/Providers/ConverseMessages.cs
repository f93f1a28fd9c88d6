using System.Buffers.Binary;
using System.Text;
using NextModel.Providers.Bedrock;

namespace NextModel.Benchmarks.Providers;

/// <summary>A stream of Converse, message by message, as AWS frames it.</summary>
internal static class ConverseMessages
{
    /// <summary>An answer with that many pieces of text.</summary>
    public static IEnumerable<byte[]> Of(int pieces) =>
    [
        Frame("messageStart", """{"role":"assistant"}"""),
        .. Enumerable.Repeat(Frame("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"a word "},"p":"abcdefgh"}"""), pieces),
        Frame("contentBlockStop", """{"contentBlockIndex":0}"""),
        Frame("messageStop", """{"stopReason":"end_turn"}"""),
        Frame("metadata", """{"usage":{"inputTokens":8,"outputTokens":9,"totalTokens":17}}"""),
    ];

    private static byte[] Frame(string type, string payload)
    {
        byte[] headers = [.. Header(":event-type", type), .. Header(":content-type", "application/json"), .. Header(":message-type", "event")];
        var body = Encoding.UTF8.GetBytes(payload);
        var frame = new byte[12 + headers.Length + body.Length + 4];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), headers.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(8), Crc32.Of(frame.AsSpan(0, 8)));
        headers.CopyTo(frame, 12);
        body.CopyTo(frame, 12 + headers.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(frame.Length - 4), Crc32.Of(frame.AsSpan(0, frame.Length - 4)));
        return frame;
    }

    private static byte[] Header(string name, string value) =>
        [(byte)name.Length, .. Encoding.ASCII.GetBytes(name), 7, 0, (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];
}

using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace NextModel.Testing.Upstream;

/// <summary>Takes HTTP/1.1 requests off a byte stream (RFC 9112), trusting the client to be well-formed.</summary>
internal static class RequestReader
{
    private static readonly byte[] NewLine = "\r\n"u8.ToArray();
    private static readonly byte[] BlankLine = "\r\n\r\n"u8.ToArray();

    /// <summary>The next head, or null when the stream ended before one.</summary>
    public static async Task<RequestHead?> ReadHeadAsync(PipeReader reader)
    {
        var text = await ReadToAsync(reader, BlankLine);
        if (text is null)
        {
            return null;
        }

        var lines = text.Split("\r\n");
        var requestLine = lines[0].Split(' ');
        return new RequestHead(requestLine[0], requestLine[1], [.. lines.Skip(1).Select(ReadHeader)]);
    }

    /// <summary>The body that belongs to a head, or null when the stream ended inside it.</summary>
    public static async Task<byte[]?> ReadBodyAsync(PipeReader reader, RequestHead head)
    {
        if (!head.IsChunked)
        {
            return await ReadExactlyAsync(reader, head.ContentLength);
        }

        var body = new MemoryStream();
        while (await ReadToAsync(reader, NewLine) is { } sizeLine)
        {
            var size = int.Parse(sizeLine.Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            var chunk = await ReadExactlyAsync(reader, size + NewLine.Length);
            if (chunk is null || size == 0)
            {
                return chunk is null ? null : body.ToArray();
            }

            body.Write(chunk, 0, size);
        }

        return null;
    }

    private static KeyValuePair<string, string> ReadHeader(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return new(line[..colon], line[(colon + 1)..].Trim());
    }

    private static async Task<string?> ReadToAsync(PipeReader reader, byte[] delimiter)
    {
        while (true)
        {
            var read = await reader.ReadAsync();
            var rest = new SequenceReader<byte>(read.Buffer);
            if (rest.TryReadTo(out ReadOnlySequence<byte> found, delimiter.AsSpan()))
            {
                var text = Encoding.Latin1.GetString(found);
                reader.AdvanceTo(rest.Position);
                return text;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted)
            {
                return null;
            }
        }
    }

    private static async Task<byte[]?> ReadExactlyAsync(PipeReader reader, int length)
    {
        if (length == 0)
        {
            return [];
        }

        var read = await reader.ReadAtLeastAsync(length);
        if (read.Buffer.Length < length)
        {
            reader.AdvanceTo(read.Buffer.End);
            return null;
        }

        var bytes = read.Buffer.Slice(0, length).ToArray();
        reader.AdvanceTo(read.Buffer.GetPosition(length));
        return bytes;
    }
}

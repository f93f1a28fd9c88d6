using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace NextModel.Load.Generator;

/// <summary>
/// One keep-alive HTTP/1.1 connection that sends bytes and waits for one complete answer. By hand, because a full client would take half of the two
/// cores that the measured server needs.
/// </summary>
internal sealed class RawConnection(int buffer = 64 * 1024) : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _buffer = new byte[buffer];

    public async Task ConnectAsync(int port) => await _socket.ConnectAsync(IPAddress.Loopback, port);

    /// <summary>Sends <paramref name="request"/> and reads its answer whole.</summary>
    public async ValueTask<RawAnswer> ExchangeAsync(ReadOnlyMemory<byte> request)
    {
        while (request.Length > 0)
        {
            request = request[await _socket.SendAsync(request)..];
        }

        var length = 0;
        while (true)
        {
            if (length == _buffer.Length)
            {
                Array.Resize(ref _buffer, length * 2);
            }

            var read = await _socket.ReceiveAsync(_buffer.AsMemory(length));
            if (read == 0)
            {
                throw new IOException($"The server closed the connection after {length} bytes of an answer.");
            }

            length += read;
            if (TryComplete(_buffer.AsSpan(0, length), out var answer))
            {
                return answer;
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private static bool TryComplete(ReadOnlySpan<byte> received, out RawAnswer answer)
    {
        answer = default;
        var headEnd = received.IndexOf("\r\n\r\n"u8);
        if (headEnd < 0)
        {
            return false;
        }

        var head = received[..(headEnd + 2)];
        var body = received[(headEnd + 4)..];
        var complete = TryHeader(head, "content-length"u8, out var lengthText)
            ? body.Length >= int.Parse(lengthText, CultureInfo.InvariantCulture)
            : EndsChunked(body);
        if (complete)
        {
            answer = new RawAnswer(
                int.Parse(head.Slice(9, 3), CultureInfo.InvariantCulture),
                TryHeader(head, "x-nextmodel-serve-mode"u8, out var mode) && mode.SequenceEqual("exact_cache"u8));
        }

        return complete;
    }

    // RFC 9112 §7.1: chunks up to the one of length zero; trailers are not expected here.
    private static bool EndsChunked(ReadOnlySpan<byte> body)
    {
        while (body.IndexOf("\r\n"u8) is >= 0 and var line)
        {
            if (!int.TryParse(body[..line], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size))
            {
                throw new IOException($"Not a chunk: {Encoding.ASCII.GetString(body[..Math.Min(line, 40)])}");
            }

            if (body.Length < line + 2 + size + 2)
            {
                return false;
            }

            if (size == 0)
            {
                return true;
            }

            body = body[(line + 2 + size + 2)..];
        }

        return false;
    }

    private static bool TryHeader(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        foreach (var range in head.Split("\r\n"u8))
        {
            var line = head[range];
            if (line.Length > name.Length && line[name.Length] == ':' && Ascii.EqualsIgnoreCase(line[..name.Length], name))
            {
                value = line[(name.Length + 1)..].Trim(" "u8);
                return true;
            }
        }

        value = default;
        return false;
    }
}

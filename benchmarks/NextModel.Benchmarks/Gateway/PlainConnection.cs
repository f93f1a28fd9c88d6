using System.Buffers.Text;
using System.Net.Sockets;

namespace NextModel.Benchmarks.Gateway;

/// <summary>
/// Whole HTTP/1.1 messages over a blocking socket and one buffer: what a benchmark measures beside it is the gateway's alone.
/// </summary>
internal sealed class PlainConnection(Socket socket)
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _length;

    /// <summary>Head and body of the last message.</summary>
    public ReadOnlySpan<byte> Message => _buffer.AsSpan(0, _length);

    public void Send(ReadOnlySpan<byte> message)
    {
        while (message.Length > 0)
        {
            message = message[socket.Send(message)..];
        }
    }

    /// <summary>Waits for a whole message; false when the other side has left.</summary>
    public bool TryReceive()
    {
        _length = 0;
        while (!IsWhole())
        {
            var read = socket.Receive(_buffer.AsSpan(_length));
            if (read == 0)
            {
                return false;
            }

            _length += read;
        }

        return true;
    }

    private bool IsWhole()
    {
        var message = Message;
        var head = message.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return false;
        }

        var length = message[..head].IndexOf("Content-Length: "u8);
        return length < 0
            ? message.EndsWith("0\r\n\r\n"u8)
            : Utf8Parser.TryParse(message[(length + 16)..], out int size, out _) && message.Length >= head + 4 + size;
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace NextModel.Load.Generator;

/// <summary>One slow streamed answer, read as it comes.</summary>
internal sealed class OpenStream : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly List<double> _gaps = [];

    /// <summary>Milliseconds between two pieces of the answer, after the first.</summary>
    public IReadOnlyList<double> Gaps => _gaps;

    /// <summary>True when the answer came to its end.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Sends the request and reads the answer to its end.</summary>
    public async Task RunAsync(int port, ReadOnlyMemory<byte> request)
    {
        await _socket.ConnectAsync(IPAddress.Loopback, port);
        await _socket.SendAsync(request);
        var buffer = new byte[2048];
        var last = 0L;
        while (!IsWhole && await _socket.ReceiveAsync(buffer) is > 0 and var read)
        {
            var now = Stopwatch.GetTimestamp();
            if (last != 0)
            {
                _gaps.Add(Stopwatch.GetElapsedTime(last, now).TotalMilliseconds);
            }

            last = now;
            IsWhole = buffer.AsSpan(0, read).IndexOf("0\r\n\r\n"u8) >= 0;
        }
    }

    public void Dispose() => _socket.Dispose();
}

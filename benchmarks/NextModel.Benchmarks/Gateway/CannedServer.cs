using System.Net;
using System.Net.Sockets;
using System.Text;

namespace NextModel.Benchmarks.Gateway;

/// <summary>A source that reads one request after another and sends the same bytes each time, without allocating anything while it does.</summary>
internal sealed class CannedServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _json;
    private readonly byte[] _events;

    /// <param name="json">Body of a JSON answer.</param>
    /// <param name="events">Body of a streamed answer.</param>
    public CannedServer(string json, string events)
    {
        _json = Response("application/json", json);
        _events = Response("text/event-stream", events);
        _listener.Start();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose() => _listener.Dispose();

    private static byte[] Response(string type, string body) => Encoding.UTF8.GetBytes(
        $"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    private void Accept()
    {
        try
        {
            while (true)
            {
                var socket = _listener.AcceptSocket();
                new Thread(() => Serve(socket)) { IsBackground = true }.Start();
            }
        }
        catch (SocketException)
        {
            // The end of the listener.
        }
    }

    private void Serve(Socket socket)
    {
        using (socket)
        {
            var connection = new PlainConnection(socket);
            while (connection.TryReceive())
            {
                connection.Send(connection.Message.IndexOf("\"stream\":true"u8) >= 0 ? _events : _json);
            }
        }
    }
}

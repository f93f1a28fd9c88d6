using System.Net;
using System.Net.Sockets;
using System.Text;
using NextModel.Testing.Gateway;

namespace NextModel.Benchmarks.Gateway;

/// <summary>A whole gateway before a source that answers at once, and one connection to it. Client and source allocate nothing.</summary>
internal sealed class BenchmarkedGateway : IDisposable
{
    private const string Number = "00000000000000000000";

    private readonly CannedServer _source;
    private readonly Socket _socket;
    private readonly PlainConnection _connection;

    private BenchmarkedGateway(CannedServer source, TestGateway gateway, Socket socket)
    {
        _source = source;
        Gateway = gateway;
        _socket = socket;
        _connection = new PlainConnection(socket);
    }

    public TestGateway Gateway { get; }

    public static async Task<BenchmarkedGateway> StartAsync()
    {
        var source = new CannedServer(CannedAnswer.Json, CannedAnswer.Events);
        var gateway = await TestGateway.StartAsync(new TestGatewayOptions
        {
            MoreConfiguration = $$"""
                sources:
                  - { id: canned, dialect: openai-chat, base_url: "http://127.0.0.1:{{source.Port}}/v1", api_key: none, region: local }
                models:
                  - id: canned
                    offers: [{ source: canned, upstream_model: canned, price: { currency: USD, input: 0.15, cached_input: 0.075, output: 0.60 } }]
                """,
        });
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        // Once used asynchronously, a socket allocates something for every blocking call.
        socket.Connect(IPAddress.Loopback, new Uri(gateway.Origin).Port);
        return new BenchmarkedGateway(source, gateway, socket);
    }

    /// <summary>A chat request with a place for a number.</summary>
    /// <param name="options">Members added to the body, each with its comma.</param>
    /// <param name="key">The API key; the gateway's own unless given.</param>
    public byte[] Request(string options, string? key = null)
    {
        var body = $$"""{"model":"canned",{{options}}"max_tokens":256,"messages":[{"role":"system","content":"You are brief."},{"role":"user","content":"Question {{Number}}"}]}""";
        return Encoding.UTF8.GetBytes(
            $"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key ?? Gateway.ApiKey}\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }

    /// <summary>Sends the request with its number and fails unless the answer begins and goes on as expected.</summary>
    public void Exchange(byte[] request, long number, ReadOnlySpan<byte> begins, ReadOnlySpan<byte> holds)
    {
        number.TryFormat(request.AsSpan(request.AsSpan().LastIndexOf("Question "u8) + 9, Number.Length), out _, "D20");
        _connection.Send(request);
        if (!_connection.TryReceive() || !_connection.Message.StartsWith(begins) || _connection.Message.IndexOf(holds) < 0)
        {
            throw new InvalidOperationException(Encoding.UTF8.GetString(_connection.Message));
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        Gateway.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _source.Dispose();
    }
}

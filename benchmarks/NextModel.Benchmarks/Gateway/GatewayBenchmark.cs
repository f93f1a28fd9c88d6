using System.Net;
using System.Net.Sockets;
using System.Text;
using BenchmarkDotNet.Attributes;
using NextModel.Testing.Gateway;

namespace NextModel.Benchmarks.Gateway;

/// <summary>
/// One small request after another through the whole gateway: server, cache, source, receipt on disk. Time is latency here and mostly waiting;
/// what is allocated is the gateway's, for client and source allocate nothing. The cost under load is measured by <c>./bench --load</c>.
/// </summary>
[MemoryDiagnoser]
public class GatewayBenchmark : IDisposable
{
    private const string Number = "00000000000000000000";

    private CannedServer _source = null!;
    private TestGateway _gateway = null!;
    private Socket _socket = null!;
    private PlainConnection _connection = null!;
    private byte[] _json = [];
    private byte[] _stream = [];
    private long _number;

    // The runner does not wait for an asynchronous one.
    [GlobalSetup]
    public void Setup() => SetupAsync().GetAwaiter().GetResult();

    [GlobalCleanup]
    public void Dispose()
    {
        _socket.Dispose();
        _gateway.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _source.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    [AllocationBudget(4096)]
    public void Fresh() => Exchange(_json, ++_number, "\nx-nextmodel-serve-mode: fresh"u8);

    [Benchmark]
    public void FreshStreamed() => Exchange(_stream, ++_number, "\nx-nextmodel-serve-mode: fresh"u8);

    [Benchmark]
    [AllocationBudget(1024)]
    public void Hit() => Exchange(_json, 0, "\nx-nextmodel-serve-mode: "u8);

    [Benchmark]
    [AllocationBudget(1024)]
    public void HitStreamed() => Exchange(_stream, 0, "\nx-nextmodel-serve-mode: "u8);

    private async Task SetupAsync()
    {
        _source = new CannedServer(CannedAnswer.Json, CannedAnswer.Events);
        _gateway = await TestGateway.StartAsync(new TestGatewayOptions
        {
            MoreConfiguration = $$"""
                sources:
                  - { id: canned, dialect: openai-chat, base_url: "http://127.0.0.1:{{_source.Port}}/v1", api_key: none, region: local }
                models:
                  - id: canned
                    offers: [{ source: canned, upstream_model: canned, price: { currency: USD, input: 0.15, cached_input: 0.075, output: 0.60 } }]
                """,
        });
        _json = Request("");
        _stream = Request("\"stream\":true,\"stream_options\":{\"include_usage\":true},");
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

        // Once used asynchronously, a socket allocates something for every blocking call.
        _socket.Connect(IPAddress.Loopback, new Uri(_gateway.Origin).Port);
        _connection = new PlainConnection(_socket);
        Hit();
        HitStreamed();
    }

    private void Exchange(byte[] request, long number, ReadOnlySpan<byte> expected)
    {
        number.TryFormat(request.AsSpan(request.AsSpan().LastIndexOf("Question "u8) + 9, Number.Length), out _, "D20");
        _connection.Send(request);
        if (!_connection.TryReceive() || !_connection.Message.StartsWith("HTTP/1.1 200"u8) || _connection.Message.IndexOf(expected) < 0)
        {
            throw new InvalidOperationException(Encoding.UTF8.GetString(_connection.Message));
        }
    }

    private byte[] Request(string options)
    {
        var body = $$"""{"model":"canned",{{options}}"max_tokens":256,"messages":[{"role":"system","content":"You are brief."},{"role":"user","content":"Question {{Number}}"}]}""";
        return Encoding.UTF8.GetBytes(
            $"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {_gateway.ApiKey}\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }
}

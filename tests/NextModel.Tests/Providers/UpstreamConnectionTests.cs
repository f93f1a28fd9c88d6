using System.Net;
using NextModel.Catalog;
using NextModel.Providers;
using NextModel.Testing;

namespace NextModel.Tests.Providers;

public sealed class UpstreamConnectionTests
{
    private static readonly SourceTimeouts Timeouts = new(
        TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));

    private readonly ManualTime _time = new();

    [Fact]
    public async Task ReceiveAsync_TheCallerTookLongForTheLastBytes_IsNotTheSourcesTimeout()
    {
        using var connection = new UpstreamConnection(Timeouts, _time, _time.TimestampFrequency * 60, CancellationToken.None);
        await SendAsync(connection);
        for (var read = await connection.ReceiveAsync(); read != UpstreamRead.End; read = await connection.ReceiveAsync())
        {
            read.ShouldBe(UpstreamRead.Bytes);
            _time.Advance(Timeouts.Idle * 3);
        }
    }

    [Fact]
    public async Task ReceiveAsync_NothingComes_WaitsWithoutABufferAndTimesOut()
    {
        using var connection = new UpstreamConnection(Timeouts, _time, _time.TimestampFrequency * 60, CancellationToken.None);
        var body = new Silent();
        await SendAsync(connection, body);
        var read = connection.ReceiveAsync().AsTask();
        body.Asked.ShouldBe([0]);
        _time.Advance(Timeouts.FirstByte * 2);
        (await read).ShouldBe(UpstreamRead.Timeout);
    }

    private static Task SendAsync(UpstreamConnection connection) => SendAsync(connection, new MemoryStream(new byte[40_000]));

    private static async Task SendAsync(UpstreamConnection connection, Stream body)
    {
        using var invoker = new HttpMessageInvoker(new Answering(body));
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://localhost/");
        connection.Begin(await connection.SendAsync(invoker, request));
    }

    private sealed class Answering(Stream body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(body) });
    }

    // Notes how much it is asked for, and never answers.
    private sealed class Silent : MemoryStream
    {
        public List<int> Asked { get; } = [];

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Asked.Add(buffer.Length);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return 0;
        }
    }
}

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

    private static async Task SendAsync(UpstreamConnection connection)
    {
        using var invoker = new HttpMessageInvoker(new Answering(new byte[40_000]));
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://localhost/");
        await connection.SendAsync(invoker, request);
    }

    private sealed class Answering(byte[] body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new MemoryStream(body)) });
    }
}

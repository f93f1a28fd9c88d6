using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace NextModel.Gateway.Tests.Monitoring;

/// <summary>A collector that takes OTLP over HTTP and keeps the bytes by signal.</summary>
internal sealed class TelemetryCollector : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _received = [];

    private TelemetryCollector(WebApplication application) => _application = application;

    /// <summary>What a process needs to send everything here; to be set by <c>env</c> before it.</summary>
    public string[] Variables =>
        [$"OTEL_EXPORTER_OTLP_ENDPOINT={_application.Urls.Single()}", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "OTEL_SERVICE_NAME=gateway-under-test"];

    public IEnumerable<byte[]> Everything => _received.Select(received => received.Body);

    public static async Task<TelemetryCollector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        var collector = new TelemetryCollector(application);
        application.MapFallback(collector.TakeAsync);
        await application.StartAsync();
        return collector;
    }

    /// <summary>All that came for a signal, one byte a character: names and values of attributes stand in it as they are.</summary>
    /// <param name="signal"><c>traces</c>, <c>metrics</c> or <c>logs</c>.</param>
    public string Text(string signal) => string.Concat(
        _received.Where(received => received.Path == $"/v1/{signal}").Select(received => Encoding.Latin1.GetString(received.Body)));

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        _received.Enqueue((context.Request.Path, body.ToArray()));
    }
}

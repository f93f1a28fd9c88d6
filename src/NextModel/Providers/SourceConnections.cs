using System.Collections.Concurrent;
using System.Net;
using NextModel.Catalog;
using NextModel.Providers.Sandbox;

namespace NextModel.Providers;

/// <summary>The pooled connections of each source. One source never shares a handler, and so a connection, with another.</summary>
public sealed class SourceConnections : IDisposable
{
    private readonly ConcurrentDictionary<Source, HttpMessageInvoker> _invokers = new(ReferenceEqualityComparer.Instance);

    /// <summary>The invoker of a source of the snapshot in force.</summary>
    public HttpMessageInvoker For(Source source) => _invokers.GetOrAdd(source, static s => new HttpMessageInvoker(CreateHandler(s)));

    public void Dispose()
    {
        foreach (var invoker in _invokers.Values)
        {
            invoker.Dispose();
        }
    }

    private static HttpMessageHandler CreateHandler(Source source) => source.Dialect == Dialect.Sandbox
        ? new SandboxHandler()
        : new SocketsHttpHandler
        {
            // A redirect would carry the request, and some key headers, to another origin.
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            ConnectTimeout = source.Timeouts.Connect,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            EnableMultipleHttp2Connections = true,
            InitialHttp2StreamWindowSize = 1 << 20,
            MaxResponseHeadersLength = 64,
        };
}

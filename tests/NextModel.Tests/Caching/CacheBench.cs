using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.Logging;
using NextModel.Caching;
using NextModel.Identity;
using NextModel.Metering;
using NextModel.Telemetry;
using NextModel.Testing;

namespace NextModel.Tests.Caching;

/// <summary>An exact cache on a clock of the test's own, with what it counted and logged.</summary>
internal sealed class CacheBench : ILogger<ExactCache>, IDisposable
{
    private readonly GatewayMetrics _metrics = new();
    private readonly MeterListener _listener = new();

    public CacheBench(ICacheStore? store = null, long memoryBytes = ExactCache.DefaultMemoryBytes, TimeProvider? time = null)
    {
        Time = new ManualTime();
        Cache = new ExactCache(time ?? Time, store, _metrics, this, memoryBytes);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (_metrics.Owns(instrument.Meter))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Counted.Add($"{instrument.Name} {tags[0].Value}"));
        _listener.Start();
    }

    public static Usage Usage { get; } = new(UsageSource.Provider, 19, 4, 1, 42, 7);

    public ManualTime Time { get; }

    public ExactCache Cache { get; }

    public List<string> Counted { get; } = [];

    public List<string> Logged { get; } = [];

    /// <summary>The identity of a request that asks <paramref name="question"/>.</summary>
    public static CacheIdentity Identity(string question = "Hi", string project = "proj_1") =>
        new(Scopes.Scope with { Project = project }, Bodies.Of($$"""{"model":"m","messages":[{"role":"user","content":"{{question}}"}]}"""));

    public static byte[] Answer(string text = "Hello") => Encoding.UTF8.GetBytes($$"""{"id":"chatcmpl-1","content":"{{text}}"}""");

    public ValueTask<CacheLookup> LookUpAsync(CacheIdentity identity, TimeSpan? maxAge = null, ProjectCache? project = null) =>
        Cache.LookUpAsync(identity, project ?? ProjectCache.Default, maxAge, TestContext.Current.CancellationToken);

    public async Task<CacheEntry> StoreAsync(
        CacheIdentity identity, byte[]? answer = null, ProjectCache? project = null, string receiptId = "rcpt_1") =>
        (await TryStoreAsync(identity, answer, project, receiptId)).ShouldNotBeNull();

    public ValueTask<CacheEntry?> TryStoreAsync(
        CacheIdentity identity, byte[]? answer = null, ProjectCache? project = null, string receiptId = "rcpt_1") =>
        Cache.StoreAsync(
            identity, project ?? ProjectCache.Default, answer ?? Answer(), Usage, receiptId, TestContext.Current.CancellationToken);

    public void Dispose()
    {
        _listener.Dispose();
        Cache.Dispose();
        _metrics.Dispose();
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Logged.Add($"{eventId.Id} {formatter(state, exception)}");
}

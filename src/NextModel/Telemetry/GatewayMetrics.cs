using System.Diagnostics.Metrics;

namespace NextModel.Telemetry;

/// <summary>The gateway's own instruments. No key, prefix or tenant name is in any tag.</summary>
public sealed class GatewayMetrics : IDisposable
{
    public const string MeterName = "NextModel";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _cacheMismatches;
    private readonly Counter<long> _cacheStoreFailures;
    private readonly Counter<long> _paymentEvents;

    public GatewayMetrics()
    {
        _cacheMismatches = _meter.CreateCounter<long>(
            "nextmodel.cache.mismatches", "{entry}", "Cache entries that were dropped because they failed verification.");
        _cacheStoreFailures = _meter.CreateCounter<long>(
            "nextmodel.cache.store.failures", "{operation}", "Operations on the cache's storage that failed and were passed over.");
        _paymentEvents = _meter.CreateCounter<long>("nextmodel.payment.events", "{event}", "Webhooks of payment processors.");
    }

    /// <param name="part">What did not fit: <c>identity</c>, <c>answer</c> or <c>row</c>.</param>
    public void CacheMismatch(string part) => _cacheMismatches.Add(1, new KeyValuePair<string, object?>("part", part));

    /// <param name="operation">What was tried: <c>find</c>, <c>write</c>, <c>delete</c>, <c>sweep</c> or <c>open</c>.</param>
    public void CacheStoreFailure(string operation) =>
        _cacheStoreFailures.Add(1, new KeyValuePair<string, object?>("operation", operation));

    /// <param name="processor"><c>stripe</c> or <c>paddle</c>.</param>
    /// <param name="outcome"><c>posted</c>, <c>duplicate</c>, <c>waiting</c>, <c>unchanged</c>, <c>ignored</c> or <c>refused</c>.</param>
    public void PaymentEvent(string processor, string outcome) => _paymentEvents.Add(
        1, new KeyValuePair<string, object?>("processor", processor), new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>True for the meter of this instance; there may be several in one process, as in tests.</summary>
    public bool Owns(Meter meter) => ReferenceEquals(meter, _meter);

    public void Dispose() => _meter.Dispose();
}

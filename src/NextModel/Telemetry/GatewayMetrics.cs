using System.Diagnostics.Metrics;

namespace NextModel.Telemetry;

/// <summary>The gateway's own instruments. No key, prefix or tenant name is in any tag.</summary>
public sealed class GatewayMetrics : IDisposable
{
    private static int _made;

    private readonly Meter _meter = new(Interlocked.Increment(ref _made) is > 1 and var number ? $"NextModel.{number}" : "NextModel");
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
        Requests = new RequestMetrics(_meter);
    }

    /// <summary><c>NextModel</c>; of further instances in one process, as in tests, with a number, so that they are not summed.</summary>
    public string MeterName => _meter.Name;

    /// <summary>Of requests and attempts.</summary>
    public RequestMetrics Requests { get; }

    /// <summary>Tells with each reading which targets may be tried now.</summary>
    /// <param name="targets">Source id, upstream model and whether it may, of every target that was ever routed to.</param>
    public void Watch(Func<IEnumerable<(string SourceId, string UpstreamModel, bool MayBeTried)>> targets) => _meter.CreateObservableGauge(
        "nextmodel.target.available",
        () => targets().Select(target => new Measurement<int>(
            target.MayBeTried ? 1 : 0,
            new KeyValuePair<string, object?>(GenAiNames.Source, target.SourceId),
            new KeyValuePair<string, object?>(GenAiNames.RequestModel, target.UpstreamModel))),
        description: "1 where a model may be tried at a source, 0 where it is left alone because it failed or asked to be.");

    /// <summary>Tells with each reading how long a request for nothing waits.</summary>
    public void WatchQueue(Func<TimeSpan> waited) => _meter.CreateObservableGauge(
        "nextmodel.queue.wait", () => waited().TotalSeconds, "s", "How long a request for nothing waits; beyond overload.max_wait requests are refused.");

    /// <summary>Begins at zero what alerts watch: what was never counted is not told, and a first count is then no increase.</summary>
    public void BeginAtZero()
    {
        foreach (var part in (string[])["identity", "answer", "row"])
        {
            _cacheMismatches.Add(0, new KeyValuePair<string, object?>("part", part));
        }
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

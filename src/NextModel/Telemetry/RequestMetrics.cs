using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace NextModel.Telemetry;

/// <summary>Instruments of requests and of the attempts they made, named as the OpenTelemetry conventions for generative AI name them where those do.</summary>
public sealed class RequestMetrics
{
    // As the conventions advise.
    private static readonly InstrumentAdvice<double> Durations = Buckets(
        0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);

    private static readonly InstrumentAdvice<double> FirstTokens = Buckets(
        0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0);

    private static readonly InstrumentAdvice<double> Waits = Buckets(0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0);

    private static readonly InstrumentAdvice<long> Tokens = new()
    {
        HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864],
    };

    private readonly Histogram<double> _requests;
    private readonly Histogram<double> _firstTokens;
    private readonly Histogram<double> _attempts;
    private readonly Histogram<long> _tokens;
    private readonly Histogram<double> _waits;
    private readonly Counter<double> _cost;
    private readonly Counter<long> _refused;
    private long _active;

    internal RequestMetrics(Meter meter)
    {
        _requests = meter.CreateHistogram(
            "gen_ai.server.request.duration", "s", "From the request line to the durable receipt, of requests that were dispatched or replayed.", tags: null, Durations);
        _firstTokens = meter.CreateHistogram(
            "gen_ai.server.time_to_first_token", "s", "From the request line to the first byte of output.", tags: null, FirstTokens);
        _attempts = meter.CreateHistogram("gen_ai.client.operation.duration", "s", "One attempt at one source.", tags: null, Durations);
        _tokens = meter.CreateHistogram("gen_ai.client.token.usage", "{token}", "Tokens that sources counted, of fresh answers.", tags: null, Tokens);
        _waits = meter.CreateHistogram("nextmodel.ledger.wait.duration", "s", "Until the receipt of a request was on disk.", tags: null, Waits);
        _cost = meter.CreateCounter<double>(
            "nextmodel.cost", "{currency}", "What requests were charged. A figure to watch; receipts and usage are the ones to reckon with.");
        _refused = meter.CreateCounter<long>("nextmodel.requests.refused", "{request}", "Requests that were answered with an error and neither dispatched nor replayed.");
        meter.CreateObservableUpDownCounter("nextmodel.requests.active", () => Volatile.Read(ref _active), "{request}", "Requests for a model that are being served.");
    }

    /// <summary>False where nobody listens: then there is nothing to gather.</summary>
    public bool AreOn => _requests.Enabled;

    public void Began() => Interlocked.Increment(ref _active);

    public void Left() => Interlocked.Decrement(ref _active);

    /// <param name="operation">As <c>gen_ai.operation.name</c>.</param>
    /// <param name="sourceId">The source that served, or the last one tried.</param>
    /// <param name="model">The public name of the model.</param>
    /// <param name="serveMode"><c>fresh</c> or <c>exact_cache</c>.</param>
    /// <param name="error">What ended it; null when it completed.</param>
    /// <param name="seconds">Until its receipt was on disk.</param>
    /// <param name="firstByteSeconds">Until the first byte of output; null without one.</param>
    public void Ended(string operation, string sourceId, string model, string serveMode, string? error, double seconds, double? firstByteSeconds)
    {
        var tags = new TagList
        {
            { GenAiNames.OperationName, operation },
            { GenAiNames.ProviderName, GenAiNames.Provider(sourceId) },
            { GenAiNames.Source, sourceId },
            { GenAiNames.ResponseModel, model },
            { GenAiNames.ServeMode, serveMode },
        };
        if (firstByteSeconds is { } first)
        {
            _firstTokens.Record(first, tags);
        }

        AddError(ref tags, error);
        _requests.Record(seconds, tags);
    }

    /// <param name="operation">As <c>gen_ai.operation.name</c>.</param>
    /// <param name="sourceId">The source.</param>
    /// <param name="upstreamModel">What the source calls the model.</param>
    /// <param name="error">Our word for what went wrong; null when nothing did.</param>
    /// <param name="seconds">How long it took.</param>
    public void Attempted(string operation, string sourceId, string upstreamModel, string? error, double seconds)
    {
        var tags = Upstream(operation, sourceId, upstreamModel);
        AddError(ref tags, error);
        _attempts.Record(seconds, tags);
    }

    /// <param name="operation">As <c>gen_ai.operation.name</c>.</param>
    /// <param name="sourceId">The source.</param>
    /// <param name="upstreamModel">What the source calls the model.</param>
    /// <param name="input">Input tokens.</param>
    /// <param name="output">Output tokens.</param>
    public void Used(string operation, string sourceId, string upstreamModel, long input, long output)
    {
        Record(input, "input");
        Record(output, "output");

        void Record(long tokens, string type)
        {
            var tags = Upstream(operation, sourceId, upstreamModel);
            tags.Add(GenAiNames.TokenType, type);
            _tokens.Record(tokens, tags);
        }
    }

    /// <param name="seconds">From the end of the answer to its durable receipt.</param>
    public void Waited(double seconds) => _waits.Record(seconds);

    /// <param name="amount">What the receipt says, zero or more.</param>
    /// <param name="currency">Of the amount.</param>
    /// <param name="sourceId">The source.</param>
    /// <param name="model">The public name of the model.</param>
    /// <param name="serveMode"><c>fresh</c> or <c>exact_cache</c>.</param>
    public void Charged(decimal amount, string currency, string sourceId, string model, string serveMode) => _cost.Add((double)amount, new TagList
    {
        { GenAiNames.Currency, currency },
        { GenAiNames.Source, sourceId },
        { GenAiNames.ResponseModel, model },
        { GenAiNames.ServeMode, serveMode },
    });

    /// <param name="code">The error's code, as its body says it.</param>
    public void Refused(string code) => _refused.Add(1, new KeyValuePair<string, object?>(GenAiNames.ErrorType, code));

    private static TagList Upstream(string operation, string sourceId, string upstreamModel) => new()
    {
        { GenAiNames.OperationName, operation },
        { GenAiNames.ProviderName, GenAiNames.Provider(sourceId) },
        { GenAiNames.Source, sourceId },
        { GenAiNames.RequestModel, upstreamModel },
    };

    private static void AddError(ref TagList tags, string? error)
    {
        if (error is not null)
        {
            tags.Add(GenAiNames.ErrorType, error);
        }
    }

    private static InstrumentAdvice<double> Buckets(params double[] boundaries) => new() { HistogramBucketBoundaries = boundaries };
}

using System.Diagnostics;
using Microsoft.Extensions.Logging;
using NextModel.Errors;
using NextModel.Inference;
using NextModel.Ledger;
using NextModel.Metering;
using NextModel.Providers;
using NextModel.Telemetry;

namespace NextModel.Pipeline;

/// <summary>
/// What operators are told of a request when it is over: metrics, a trace with one span for each attempt, and a line in the log where it was slow.
/// All of it is read off the ledger entry, so nothing is gathered on the way, and what is not on a receipt cannot leak here.
/// </summary>
/// <param name="metrics">Where it is counted.</param>
/// <param name="time">The clock of spans.</param>
/// <param name="slow">Requests that took longer are logged; null logs none.</param>
/// <param name="logger">Where.</param>
public sealed partial class RequestTelemetry(RequestMetrics metrics, TimeProvider time, TimeSpan? slow, ILogger<RequestTelemetry> logger)
{
    /// <summary>A request for a model is being served.</summary>
    public void Began() => metrics.Began();

    /// <summary>It is no more, however it ended.</summary>
    public void Left() => metrics.Left();

    /// <summary>The books of a request are closed.</summary>
    /// <param name="entry">Its facts.</param>
    /// <param name="waited">How long its receipt took to be on disk.</param>
    internal void Ended(LedgerEntry entry, TimeSpan waited)
    {
        var total = TimeSpan.FromMilliseconds(entry.TotalMilliseconds) + waited;
        if (metrics.AreOn)
        {
            Count(entry, total, waited);
        }

        if (GatewayActivities.Source.HasListeners())
        {
            Trace(entry, total);
        }

        if (slow is { } limit && total > limit)
        {
            LogSlow(
                entry.Id, (long)total.TotalMilliseconds, entry.Operation.Wire(), entry.Stream, entry.EffectiveModel, entry.ServeMode.Wire(), entry.Cache.Status,
                ErrorOf(entry) ?? "completed", entry.GatewayMilliseconds, Tell(entry.Attempts), Math.Round(waited.TotalMilliseconds, 1));
        }
    }

    /// <summary>A request was answered with an error, and neither dispatched nor replayed.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="startedAt">When it began.</param>
    /// <param name="error">The answer.</param>
    /// <param name="status">Its HTTP status.</param>
    /// <param name="route">Where it was sent.</param>
    /// <param name="traceParent">What its caller says of its trace; null when nothing.</param>
    public void Refused(Guid id, DateTimeOffset startedAt, GatewayError error, int status, string route, string? traceParent)
    {
        // A source's own code, which the body may repeat, could be any text.
        var code = GatewayErrorCatalog.Describe(error.Code).Wire;
        metrics.Refused(code);
        using var span = Begin(route, startedAt, traceParent);
        if (span is not null)
        {
            Identify(span, id, route, status);
            span.SetTag(GenAiNames.ErrorType, code);
            End(span, time.GetUtcNow(), status >= 500 ? code : null);
        }
    }

    private void Count(LedgerEntry entry, TimeSpan total, TimeSpan waited)
    {
        var operation = entry.Operation.Convention();
        var (source, mode) = (entry.Offer?.Source.Id ?? "", entry.ServeMode.Wire());
        metrics.Waited(waited.TotalSeconds);
        metrics.Ended(
            operation, source, entry.EffectiveModel, mode, ErrorOf(entry), total.TotalSeconds,
            entry.FirstByteMilliseconds is { } first ? first / 1000d : null);
        foreach (var attempt in entry.Attempts)
        {
            var (id, model) = (attempt.Offer.Source.Id, attempt.Offer.UpstreamModel);
            metrics.Attempted(operation, id, model, attempt.Error, attempt.TotalMilliseconds / 1000d);
            if (attempt.Usage.Source == UsageSource.Provider)
            {
                metrics.Used(operation, id, model, attempt.Usage.InputTokens, attempt.Usage.OutputTokens);
            }
        }

        if (entry.Charge is { Amount: > 0 } charge)
        {
            metrics.Charged(charge.Amount, charge.Currency, source, entry.EffectiveModel, mode);
        }
    }

    private static void Trace(LedgerEntry entry, TimeSpan total)
    {
        var operation = entry.Operation.Convention();
        var route = "/v1/" + entry.Operation.Wire().Replace('.', '/');
        using var span = Begin(route, entry.StartedAt, entry.TraceParent);
        if (span is null)
        {
            return;
        }

        Identify(span, entry.Id, route, entry.Outcome == RequestOutcome.UpstreamFailed ? null : 200);
        span.SetTag(GenAiNames.ReceiptId, $"rcpt_{entry.Id:N}");
        span.SetTag(GenAiNames.OperationName, operation);
        span.SetTag(GenAiNames.RequestModel, entry.RequestedModel);
        span.SetTag(GenAiNames.ResponseModel, entry.EffectiveModel);
        span.SetTag(GenAiNames.ServeMode, entry.ServeMode.Wire());
        span.SetTag(GenAiNames.CacheStatus, entry.Cache.Status);
        SetUsage(span, entry.Usage);
        if (entry.Charge is { } charge)
        {
            span.SetTag(GenAiNames.Cost, (double)charge.Amount);
            span.SetTag(GenAiNames.Currency, charge.Currency);
        }

        foreach (var attempt in entry.Attempts)
        {
            Trace(attempt, operation, span.Context);
        }

        End(span, entry.StartedAt + total, ErrorOf(entry));
    }

    private static void Trace(Attempt attempt, string operation, ActivityContext parent)
    {
        var (source, model) = (attempt.Offer.Source, attempt.Offer.UpstreamModel);
        using var span = GatewayActivities.Source.StartActivity($"{operation} {model}", ActivityKind.Client, parent, startTime: attempt.StartedAt);
        if (span is null)
        {
            return;
        }

        span.SetTag(GenAiNames.OperationName, operation);
        span.SetTag(GenAiNames.ProviderName, GenAiNames.Provider(source.Id));
        span.SetTag(GenAiNames.Source, source.Id);
        span.SetTag(GenAiNames.ServerAddress, source.BaseUrl.Host);
        span.SetTag(GenAiNames.ServerPort, source.BaseUrl.Port);
        span.SetTag(GenAiNames.RequestModel, model);
        span.SetTag(GenAiNames.RequestMaxTokens, attempt.MaxOutputTokens);
        span.SetTag(GenAiNames.ResponseId, attempt.UpstreamResponseId);
        span.SetTag(GenAiNames.HttpStatus, attempt.Status);
        span.SetTag(GenAiNames.Attempt, attempt.Number);
        span.SetTag(GenAiNames.UpstreamRequestId, attempt.UpstreamRequestId);
        SetUsage(span, attempt.Usage);
        End(span, attempt.StartedAt + TimeSpan.FromMilliseconds(attempt.TotalMilliseconds), attempt.Error);
    }

    private static Activity? Begin(string route, DateTimeOffset startedAt, string? traceParent)
    {
        // Its baggage and its state are the caller's own and go no further.
        ActivityContext.TryParse(traceParent, null, isRemote: true, out var parent);
        return GatewayActivities.Source.StartActivity($"POST {route}", ActivityKind.Server, parent, startTime: startedAt);
    }

    private static void Identify(Activity span, Guid id, string route, int? status)
    {
        span.SetTag(GenAiNames.HttpMethod, "POST");
        span.SetTag(GenAiNames.HttpRoute, route);
        span.SetTag(GenAiNames.HttpStatus, status);
        span.SetTag(GenAiNames.RequestId, $"req_{id:N}");
    }

    private static void SetUsage(Activity span, in Usage usage)
    {
        if (usage.TotalTokens > 0)
        {
            span.SetTag(GenAiNames.InputTokens, usage.InputTokens);
            span.SetTag(GenAiNames.CachedInputTokens, usage.CachedInputTokens);
            span.SetTag(GenAiNames.OutputTokens, usage.OutputTokens);
        }
    }

    private static void End(Activity span, DateTimeOffset at, string? error)
    {
        if (error is not null)
        {
            span.SetTag(GenAiNames.ErrorType, error);
            span.SetStatus(ActivityStatusCode.Error);
        }

        span.SetEndTime(at.UtcDateTime);
    }

    private static string? ErrorOf(LedgerEntry entry) => entry.Outcome switch
    {
        RequestOutcome.Completed => null,
        RequestOutcome.CallerLeft => "caller_left",
        RequestOutcome.UpstreamFailed => entry.Attempts is [.., { Error: { } error }] ? error : "upstream_failed",
        RequestOutcome.UpstreamBroke => "upstream_broke",
        _ => "interrupted",
    };

    private static string Tell(List<Attempt> attempts) => attempts.Count == 0 ? "no source was asked" : string.Join("; ", attempts.Select(attempt =>
        $"{attempt.Offer.Source.Id}/{attempt.Offer.UpstreamModel} {attempt.TotalMilliseconds} ms"
        + (attempt.FirstByteMilliseconds is { } first ? $" (first byte after {first})" : "")
        + (attempt.Error is { } error ? $" {error}" : "")));

    [LoggerMessage(EventIds.SlowRequest, LogLevel.Warning,
        "Slow request req_{Id:N}: {Total} ms ({Operation}, stream: {Stream}, {Model}, {ServeMode}, cache {Cache}, {Outcome}). In the gateway {Gateway} ms; "
        + "at sources: {Attempts}; until the receipt was on disk {Waited} ms")]
    private partial void LogSlow(
        Guid id, long total, string operation, bool stream, string model, string serveMode, string cache, string outcome, int gateway, string attempts, double waited);
}

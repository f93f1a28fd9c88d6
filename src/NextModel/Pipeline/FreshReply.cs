using NextModel.Billing;
using NextModel.Errors;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Ledger;
using NextModel.Metering;
using NextModel.Providers;
using NextModel.Providers.OpenAI;

namespace NextModel.Pipeline;

/// <summary>Gives a caller the answer of a source, and closes the books on it: steps 7 and 8 for everything that was forwarded.</summary>
internal sealed class FreshReply(IExchange exchange, InferenceRequest request, CompletionTap tap, AnswerMeter meter, TimeProvider time)
{
    private LedgerEntry Entry => tap.Entry;

    /// <summary>No source answered.</summary>
    public async ValueTask FailAsync(GatewayError error)
    {
        var closed = await tap.CloseAsync(RequestOutcome.UpstreamFailed, Settlement.NothingDelivered(AnswerMeter.Elsewhere(Entry)));
        await exchange.RefuseAsync(closed.TryGet(out _, out var unrecorded) ? error : unrecorded, Head(null));
    }

    /// <summary>The caller left before any source had answered.</summary>
    public async ValueTask CallerLeftAsync() =>
        await tap.CloseAsync(RequestOutcome.CallerLeft, Settlement.CallerLeft(meter.Estimate(request, 0), 0, AnswerMeter.Elsewhere(Entry)));

    /// <summary>The answer came whole: as JSON, or told as events to a caller who asked for a stream.</summary>
    public async ValueTask SendWholeAsync(WholeAnswer answer)
    {
        var usage = answer.Usage ?? meter.Estimate(request, meter.CountOutput(answer));
        tap.NoteFirstByte();
        Entry.ResponseHash = ResponseHash.Of(answer.Json);
        var closed = await tap.CloseAsync(RequestOutcome.Completed, Settlement.Completed(usage, AnswerMeter.Elsewhere(Entry)));
        if (!closed.TryGet(out var receipt, out var unrecorded))
        {
            await exchange.RefuseAsync(unrecorded, Head(null));
            return;
        }

        using var body = new PooledBuffer(answer.Json.Length + 512);
        if (request.Stream)
        {
            answer.WriteEvents(body, usage, request.IncludeUsage);
            exchange.Begin(Head(receipt) with { EventStream = true });
            await exchange.Body.WriteAsync(body.WrittenMemory, exchange.CallerGone);
            await exchange.EndStreamAsync(receipt);
            return;
        }

        answer.WriteJson(body, usage);
        exchange.Begin(Head(receipt) with { ContentLength = body.Length });
        await exchange.Body.WriteAsync(body.WrittenMemory, exchange.CallerGone);
    }

    /// <summary>The answer streams in and is passed on as it comes.</summary>
    public async ValueTask RelayAsync(UpstreamCall call)
    {
        exchange.Begin(Head(null) with { EventStream = true });
        tap.NoteFirstByte();
        var end = await StreamRelay.RunAsync(exchange, call, time);
        call.End(null, end == RelayEnd.CallerLeft ? AttemptOutcome.CallerLeft : null);
        switch (end)
        {
            case RelayEnd.Ended:
                await EndAsync(call.Events!);
                break;
            case RelayEnd.CallerLeft:
                var delivered = meter.CountOutput(call.Events!);
                await tap.CloseAsync(
                    RequestOutcome.CallerLeft,
                    Settlement.CallerLeft(call.Events!.Usage ?? meter.Estimate(request, delivered), delivered, AnswerMeter.Elsewhere(Entry)));
                break;
            default:
                await BreakAsync(call);
                break;
        }
    }

    private async ValueTask EndAsync(ChatStream events)
    {
        using var answer = new PooledBuffer(4096);
        events.Answer.Write(answer);
        var usage = events.Usage ?? meter.Estimate(request, meter.CountOutput(events));
        Entry.ResponseHash = ResponseHash.Of(answer.WrittenMemory);
        var closed = await tap.CloseAsync(RequestOutcome.Completed, Settlement.Completed(usage, AnswerMeter.Elsewhere(Entry)));
        if (!closed.TryGet(out var receipt, out var unrecorded))
        {
            await exchange.FailStreamAsync(unrecorded);
            return;
        }

        events.WriteUsage(usage, exchange.Body);
        await exchange.EndStreamAsync(receipt);
    }

    private async ValueTask BreakAsync(UpstreamCall call)
    {
        var delivered = meter.CountOutput(call.Events!);
        await tap.CloseAsync(
            RequestOutcome.UpstreamBroke,
            Settlement.UpstreamBroke(call.Events!.Usage ?? Usage.None, delivered, AnswerMeter.Elsewhere(Entry)));
        await exchange.FailStreamAsync(call.Failure!.Error);
    }

    private ReplyHead Head(ReceiptFacts? receipt) => new()
    {
        ServeMode = ServeMode.Fresh,
        Model = Entry.EffectiveModel,
        Source = Entry.Offer?.Source.Id ?? "",
        CacheStatus = "NextModel; fwd=miss",
        Receipt = receipt,
    };
}

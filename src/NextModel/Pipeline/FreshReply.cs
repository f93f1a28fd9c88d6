using System.Runtime.CompilerServices;
using NextModel.Billing;
using NextModel.Errors;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Ledger;
using NextModel.Metering;
using NextModel.Pipeline.Objects;
using NextModel.Providers;
using NextModel.Providers.Clients;
using NextModel.Providers.Objects;
using NextModel.Providers.OpenAI;

namespace NextModel.Pipeline;

/// <summary>
/// Gives a caller the answer of a source, and closes the books on it: steps 7 and 8 for everything that was forwarded. When the caller
/// has left and others wait for the same answer, the call goes to the next of them.
/// </summary>
internal sealed class FreshReply(
    IExchange exchange, InferenceRequest request, CompletionTap tap, CachePlan plan, AnswerMeter meter, SourceObjects objects, TimeProvider time)
{
    private bool _isFirstTarget = true;

    private LedgerEntry Entry => tap.Entry;

    /// <summary>Answers with what came of forwarding. Owns the call and what stops it.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask SendAsync(ForwardResult forwarded, UpstreamStop stop, bool isFirstTarget)
    {
        _isFirstTarget = isFirstTarget;
        if (forwarded.Call is not { } call)
        {
            stop.Dispose();
            await (forwarded.Error is { } error ? FailAsync(error) : CallerLeftAsync());
            return;
        }

        var isMine = true;
        try
        {
            if (call.Answer is null)
            {
                isMine = await RelayAsync(call, stop);
            }
            else if (exchange.CallerGone.IsCancellationRequested && await HandOverAsync(call, stop))
            {
                isMine = false;
            }
            else
            {
                await SendWholeAsync(call.Answer);
            }
        }
        finally
        {
            if (isMine)
            {
                call.Dispose();
                stop.Dispose();
            }
        }
    }

    /// <summary>Answers with a call that somebody else began.</summary>
    public async ValueTask AdoptAsync(HandedOver work)
    {
        var (call, attempts, stop) = work;
        stop.Watch(plan.Seat!, exchange.CallerGone);
        Entry.Attempts.AddRange(attempts);
        Entry.Offer = call.Attempt.Offer;
        var isMine = true;
        try
        {
            isMine = await FinishAsync(call, stop);
        }
        finally
        {
            if (isMine)
            {
                call.Dispose();
                stop.Dispose();
            }
        }
    }

    // True when the call is still this request's at the end.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> RelayAsync(UpstreamCall call, UpstreamStop stop)
    {
        exchange.Begin(Head(null, stored: false, eventStream: true) with { MediaType = call.MediaType });
        tap.NoteFirstByte();
        var end = await StreamRelay.RunAsync(exchange, call, time);
        if (end == RelayEnd.CallerLeft && await HandOverAsync(call, stop))
        {
            return false;
        }

        await (end == RelayEnd.Ended ? EndStreamAsync(call.Events!) : EndRelayAsync(call, end));
        return true;
    }

    // The same.
    private async ValueTask<bool> FinishAsync(UpstreamCall call, UpstreamStop stop)
    {
        while (call.Answer is null && call.Events!.State == StreamState.Open)
        {
            var read = await call.ReceiveAsync();
            if (exchange.CallerGone.IsCancellationRequested && await HandOverAsync(call, stop))
            {
                return false;
            }

            if (read is not (UpstreamRead.Bytes or UpstreamRead.End))
            {
                break;
            }
        }

        if (call.Answer is not null)
        {
            if (exchange.CallerGone.IsCancellationRequested && await HandOverAsync(call, stop))
            {
                return false;
            }

            await SendWholeAsync(call.Answer);
        }
        else if (call.Events!.State == StreamState.Ended)
        {
            using var answer = call.Events.ToWhole();
            await SendWholeAsync(answer);
        }
        else
        {
            await (call.Failure is { } failure ? FailAsync(failure.Error) : CallerLeftAsync());
        }

        return true;
    }

    private async ValueTask FailAsync(GatewayError error)
    {
        var closed = await tap.CloseAsync(RequestOutcome.UpstreamFailed, Settlement.NothingDelivered(AnswerMeter.Elsewhere(Entry)));
        await exchange.RefuseAsync(closed.TryGet(out _, out var unrecorded) ? error : unrecorded, Head(null, stored: false));
    }

    // Nothing had been delivered: only delivered output is billed.
    private async ValueTask CallerLeftAsync() =>
        await tap.CloseAsync(RequestOutcome.CallerLeft, Settlement.NothingDelivered(AnswerMeter.Elsewhere(Entry)));

    // The answer came whole: told as JSON, or as events to a caller who asked for a stream.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendWholeAsync(WholeAnswer answer)
    {
        Entry.Units = UnitMeter.Of(request, answer.Counted);
        var usage = answer.Usage ?? meter.Estimate(request, meter.CountOutput(answer), Entry.Units);
        var notStorable = Note(answer);
        tap.NoteFirstByte();
        var left = exchange.CallerGone.IsCancellationRequested;
        var closed = await (left
            ? tap.CloseAsync(RequestOutcome.CallerLeft, Settlement.CallerLeft(usage, 0, AnswerMeter.Elsewhere(Entry)))
            : tap.CloseAsync(RequestOutcome.Completed, Settlement.Completed(usage, AnswerMeter.Elsewhere(Entry))));
        if (!closed.TryGet(out var receipt, out var unrecorded))
        {
            await exchange.RefuseAsync(unrecorded, Head(null, stored: false));
            return;
        }

        await NoteKeptAsync(answer);
        var stored = await plan.StoreAsync(answer.Json, notStorable, Entry);
        if (left)
        {
            return;
        }

        await KeepAsync(answer, usage);
        using var body = new PooledBuffer(answer.Json.Length + 512);
        if (request.Stream && !answer.IsOpaque)
        {
            var last = answer.WriteEvents(body, usage, request.IncludeUsage);
            exchange.Begin(Head(receipt, stored: false, eventStream: true));
            await exchange.Body.WriteAsync(body.WrittenMemory, exchange.CallerGone);
            await exchange.EndStreamAsync(receipt, last);
            return;
        }

        answer.WriteJson(body, usage);
        exchange.Begin(Head(receipt, stored, length: body.Length));
        await exchange.SendAsync(body.WrittenMemory);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask EndRelayAsync(UpstreamCall call, RelayEnd end)
    {
        var events = call.Events!;
        switch (end)
        {
            case RelayEnd.CallerLeft:
                call.End(null, AttemptOutcome.CallerLeft);
                Entry.ServiceTier = ServedTier.Of(Entry, request, default);
                Entry.Units = UnitMeter.Of(request, events.Counted);
                var delivered = meter.CountOutput(events);
                await tap.CloseAsync(
                    RequestOutcome.CallerLeft,
                    Settlement.CallerLeft(events.Usage ?? meter.Estimate(request, delivered, Entry.Units), delivered, AnswerMeter.Elsewhere(Entry)));
                break;
            default:
                Entry.ServiceTier = ServedTier.Of(Entry, request, default);
                await tap.CloseAsync(
                    RequestOutcome.UpstreamBroke,
                    Settlement.UpstreamBroke(events.Usage ?? Usage.None, meter.CountOutput(events), AnswerMeter.Elsewhere(Entry)));
                await exchange.FailStreamAsync(call.Failure!.Error, events.FailedEvent(call.Failure.Error));
                break;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask EndStreamAsync(IAnswerStream events)
    {
        using var answer = events.ToWhole();
        Entry.Units = UnitMeter.Of(request, answer.Counted);
        var usage = events.Usage ?? meter.Estimate(request, meter.CountOutput(answer), Entry.Units);
        var notStorable = Note(answer);
        var closed = await tap.CloseAsync(RequestOutcome.Completed, Settlement.Completed(usage, AnswerMeter.Elsewhere(Entry)));
        if (!closed.TryGet(out var receipt, out var unrecorded))
        {
            await exchange.FailStreamAsync(unrecorded, events.FailedEvent(unrecorded));
            return;
        }

        await NoteKeptAsync(answer);
        await plan.StoreAsync(answer.Json, notStorable, Entry);
        await KeepAsync(answer, usage);
        events.WriteEnd(usage, exchange.Body);
        await exchange.EndStreamAsync(receipt, events.LastEvent);
    }

    // For a caller who wants to come back to it.
    private async ValueTask KeepAsync(WholeAnswer answer, Usage usage)
    {
        if (request.Terms is { IsKept: true })
        {
            using var json = new PooledBuffer(answer.Json.Length + 512);
            answer.WriteJson(json, usage);
            await exchange.KeepAsync(json.WrittenMemory);
        }
    }

    // An answer that its source keeps is its project's before the caller hears its end. One that could not be noted is not found later.
    private async ValueTask NoteKeptAsync(WholeAnswer answer)
    {
        if (request.MayMakeContainers || request.MayMakeSound)
        {
            foreach (var made in MadeObjects.Of(request, answer.Root))
            {
                _ = await objects.NoteAsync(Entry.Caller, made.Kind, made.Id, Entry.Offer!.Source);
            }
        }

        if (request.IsStored && answer.UpstreamId is { } id && Entry.Offer!.Source is var source && source.Operations.Contains(Operation.StoredCompletions))
        {
            _ = await objects.NoteAsync(Entry.Caller, SourceObjectKind.ChatCompletion, id, source);
        }
    }

    // Puts the complete answer on the books; a word for why it is not for the cache, or null.
    private string? Note(WholeAnswer answer)
    {
        var notStorable = plan.WhyNotStorable(_isFirstTarget ? answer.NotStorableBecause : "fallback");
        Entry.Cache = plan.Facts(notStorable);
        Entry.ResponseHash = ResponseHash.Of(answer.Root);
        Entry.ServiceTier = ServedTier.Of(Entry, request, answer.Root);
        return notStorable;
    }

    // True when the call is somebody else's now. What had been delivered here is not billed twice: the new owner pays for the call.
    private async ValueTask<bool> HandOverAsync(UpstreamCall call, UpstreamStop stop)
    {
        if (plan.Seat is not { Leads: true, HasFollowers: true } seat)
        {
            return false;
        }

        var delivered = call.Events is { } events ? meter.CountOutput(events) : 0;
        if (!seat.TryHandOver(new HandedOver(call, [.. Entry.Attempts], stop)))
        {
            stop.Stop();
            return false;
        }

        Entry.Attempts.Clear();
        Entry.Cache = Entry.Cache with { Reason = "handed_over" };
        await tap.CloseAsync(RequestOutcome.CallerLeft, new Settlement(Usage.None, delivered, 0, 0));
        return true;
    }

    private ReplyHead Head(ReceiptFacts? receipt, bool stored, bool eventStream = false, long? length = null) => new()
    {
        ServeMode = ServeMode.Fresh,
        EventStream = eventStream,
        ContentLength = length,
        Model = Entry.EffectiveModel,
        Source = Entry.Offer?.Source.Id ?? "",
        CacheStatus = plan.Status(stored),
        Receipt = receipt,
    };
}

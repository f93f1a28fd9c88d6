using System.IO.Pipelines;
using NextModel.Catalog;
using NextModel.Errors;
using NextModel.Idempotency;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Limits;

namespace NextModel.Pipeline;

/// <summary>One request and its answer as the engine sees them; the edge implements it over HTTP in the caller's dialect.</summary>
public interface IExchange
{
    /// <summary>The request's identity; <c>req_</c> and <c>rcpt_</c> stand before its 32 hex digits.</summary>
    Guid Id { get; }

    /// <summary>When the request line had been read.</summary>
    DateTimeOffset StartedAt { get; }

    /// <summary>The same moment for measuring, from <see cref="TimeProvider.GetTimestamp"/>.</summary>
    long StartedTimestamp { get; }

    /// <summary>What the caller says of the trace it belongs to (W3C <c>traceparent</c>), unchecked; null when nothing.</summary>
    string? TraceParent => null;

    /// <summary>Who asks: by the key that was sent, or by the one that somebody who is signed in chose.</summary>
    Result<Caller> Authenticate(KeyAuthenticator authenticator);

    /// <summary>Ends when the caller leaves; never, once the answer is to be kept.</summary>
    CancellationToken CallerGone { get; }

    /// <summary>Where the events of a stream go, between <see cref="Begin"/> and the end.</summary>
    PipeWriter Body { get; }

    /// <summary>Reads the body and the facts we act on. Called once, after the caller is known.</summary>
    ValueTask<Result<InferenceRequest>> ReadAsync();

    /// <summary>Says with the answer, whatever it is, where the caller stands in its rate limits; null where it has none.</summary>
    void ShowLimits(RateStanding? requests, RateStanding? tokens);

    /// <summary>Says with the answer that its model is leaving, and when.</summary>
    void ShowLeaving(Model model);

    /// <summary>
    /// From now on the caller's leaving ends nothing, and the answer to a request that was dispatched or replayed is given to
    /// <paramref name="keep"/> when it is whole, before its last byte is sent; null for one larger than is kept.
    /// </summary>
    void KeepAnswer(Func<KeptAnswer?, ValueTask> keep);

    /// <summary>Keeps the whole answer, with its usage, for the caller who asked for that; before its last byte is sent.</summary>
    ValueTask KeepAsync(ReadOnlyMemory<byte> answer);

    /// <summary>Answers with what another request was answered with.</summary>
    ValueTask RepeatAsync(KeptAnswer answer);

    /// <summary>Answers with an error. <paramref name="head"/> is given when the request had been dispatched.</summary>
    ValueTask RefuseAsync(GatewayError error, ReplyHead? head);

    /// <summary>Sets status and headers of an answer. Nothing is sent before the first write.</summary>
    void Begin(ReplyHead head);

    /// <summary>Sends the whole body of an answer whose length <see cref="Begin"/> told, and so ends it.</summary>
    ValueTask SendAsync(ReadOnlyMemory<byte> body);

    /// <summary>Sends a comment on a stream, so that nobody between us and the caller takes it for dead.</summary>
    ValueTask KeepAliveAsync();

    /// <summary>Ends a stream well: with <paramref name="receipt"/>, the receipt comment; then the last event, which is <paramref name="last"/>.</summary>
    ValueTask EndStreamAsync(ReceiptFacts? receipt, ReadOnlyMemory<byte> last);

    /// <summary>Ends a stream badly: an error event, then no clean end, which some clients would read as success.</summary>
    /// <param name="error">Why.</param>
    /// <param name="told">The events that tell it; empty where the dialect has one error event for all.</param>
    ValueTask FailStreamAsync(GatewayError error, ReadOnlyMemory<byte> told);
}

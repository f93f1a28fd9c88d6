using System.Buffers;
using Microsoft.AspNetCore.Http;
using NextModel.Errors;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Limits;

namespace NextModel.Gateway.Serving;

/// <summary>
/// What differs over HTTP between the dialects clients speak: how a request is signed and read, and how everything is written that is no answer.
/// Answers are told by the engine (docs/adr/0027).
/// </summary>
internal abstract class ClientWire
{
    /// <summary>Sent on a stream that has long been silent.</summary>
    public abstract ReadOnlyMemory<byte> KeepAlive { get; }

    /// <summary>Value of an <c>Authorization</c> header that says who asks, wherever the client wrote it; null when it says nothing.</summary>
    public abstract string? Credential(IHeaderDictionary headers);

    /// <summary>The refusal of headers that are the dialect's own and wrong; null when they are not.</summary>
    public abstract GatewayError? CheckHeaders(IHeaderDictionary headers);

    /// <summary>Made ready to read a form; null for a request that is none, or whose operation takes none.</summary>
    public virtual FormBody? OpenForm(HttpRequest request) => null;

    /// <summary>From a received JSON text to a request, or the refusal that says what is wrong with it.</summary>
    public abstract Result<InferenceRequest> Read(in ReceivedRequest received);

    /// <summary>The same, where what is kept for the caller has to be looked up to read it.</summary>
    public virtual ValueTask<Result<InferenceRequest>> ReadAsync(ReceivedRequest received, Caller caller, CancellationToken callerGone) => new(Read(received));

    /// <summary>Keeps a whole answer for the caller who asked for that, before its last byte is sent.</summary>
    public virtual ValueTask KeepAsync(Caller caller, InferenceRequest request, Guid id, ReadOnlyMemory<byte> answer) => default;

    /// <summary>Tells the request's id in the dialect's own header, beside <c>x-request-id</c>.</summary>
    public abstract void ShowId(IHeaderDictionary headers, string requestId);

    /// <summary>Tells where the caller stands in its rate limits; null where it has none.</summary>
    public abstract void ShowLimits(IHeaderDictionary headers, RateStanding? requests, RateStanding? tokens);

    /// <summary>The status an error travels under.</summary>
    public abstract int StatusOf(GatewayError error);

    /// <summary>The body of an error.</summary>
    public abstract ReadOnlyMemory<byte> ErrorBody(GatewayError error, string requestId);

    /// <summary>Writes an error as an event of a stream that has begun.</summary>
    public abstract void WriteErrorEvent(IBufferWriter<byte> output, GatewayError error, string requestId);
}

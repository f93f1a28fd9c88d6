using NextModel.Catalog;
using NextModel.Inference;
using NextModel.Json;

namespace NextModel.Providers;

/// <summary>One request on its way to a source, and the bytes it is made of.</summary>
/// <param name="request">What was received.</param>
/// <param name="message">What is sent.</param>
/// <param name="content">The body of <paramref name="message"/>.</param>
/// <param name="body">Owns the bytes of <paramref name="content"/>; null where the edge does.</param>
internal readonly struct OutgoingRequest(InferenceRequest request, HttpRequestMessage message, OutgoingContent content, IDisposable? body) : IDisposable
{
    public HttpRequestMessage Message => message;

    /// <summary>A request whose body is the received one, edited.</summary>
    public static OutgoingRequest Of(SourceConnection source, InferenceRequest request, Offer offer, JsonEdits edits, bool stream) =>
        Of(source, request, offer, new SegmentContent(edits.Segments), edits, stream);

    /// <summary>A request with a body of its own.</summary>
    public static OutgoingRequest Of(
        SourceConnection source, InferenceRequest request, Offer offer, OutgoingContent content, IDisposable? body, bool stream) =>
        new(request, source.Create(request.Operation, offer.UpstreamModel, stream, content), content, body);

    /// <summary>Gives it the caller's own headers that a source of the caller's dialect gets, in place of ours of those names.</summary>
    public void ForwardHeaders()
    {
        foreach (var (name, value) in request.ForwardedHeaders)
        {
            message.Headers.Remove(name);
            message.Headers.TryAddWithoutValidation(name, value);
        }
    }

    /// <summary>Gives the bytes back once the answer has begun or will not come.</summary>
    public void Release()
    {
        if (content.IsIdle)
        {
            body?.Dispose();
        }
        else
        {
            // The handler still reads the caller's bytes: they must not become another request's.
            request.BodyIsShared = true;
        }
    }

    public void Dispose() => message.Dispose();
}

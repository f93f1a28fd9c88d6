namespace CacheSafety.Cases;

/// <summary>One request of a case. Compared by reference: two requests may well have the same bytes.</summary>
/// <param name="body">Exactly what is sent.</param>
/// <param name="scope">Who sends it.</param>
/// <param name="headers">Headers beyond the usual ones.</param>
public sealed class CaseRequest(ReadOnlyMemory<byte> body, RequestScope scope, IReadOnlyDictionary<string, string> headers)
{
    public static IReadOnlyDictionary<string, string> NoHeaders { get; } = new Dictionary<string, string>();

    public ReadOnlyMemory<byte> Body { get; } = body;

    public RequestScope Scope { get; } = scope;

    public IReadOnlyDictionary<string, string> Headers { get; } = headers;

    /// <summary>True when nothing tells the two apart, headers included.</summary>
    public bool IsSameAs(CaseRequest other) =>
        Body.Span.SequenceEqual(other.Body.Span) && Scope == other.Scope && Headers.Count == other.Headers.Count
        && Headers.All(header => other.Headers.GetValueOrDefault(header.Key) == header.Value);
}

using NextModel.Inference;
using NextModel.Json;

namespace NextModel.Caching;

/// <summary>
/// A received body in the form that two requests are compared in: same JSON value, same bytes (contract §4.2, ADR 0004). The bytes
/// are rented; the owner disposes them when the request has ended.
/// </summary>
public sealed class CanonicalBody : IDisposable
{
    private readonly PooledBuffer _bytes;

    private CanonicalBody(PooledBuffer bytes)
    {
        _bytes = bytes;
        Digest = Digest.Of(bytes.Written);
    }

    public ReadOnlySpan<byte> Bytes => _bytes.Written;

    /// <summary>SHA-256 of <see cref="Bytes"/>.</summary>
    public Digest Digest { get; }

    /// <summary>The form of a request; <paramref name="ignoredMetadata"/> are the members of <c>metadata</c> its project leaves out.</summary>
    public static CanonicalBody Of(InferenceRequest request, IReadOnlyList<string> ignoredMetadata) =>
        Of(request.Tape, request.Operation, ignoredMetadata);

    /// <summary>The form of a parsed text. The tape must be strict: a lenient one has no single value.</summary>
    public static CanonicalBody Of(JsonTape tape, Operation operation, IReadOnlyList<string> ignoredMetadata)
    {
        var bytes = new PooledBuffer(tape.Text.Length + 64);
        CanonicalJson.Write(tape.Root, bytes, CanonicalNumbers.Decimals, CanonicalBodyRules.For(operation, ignoredMetadata));
        return new CanonicalBody(bytes);
    }

    public void Dispose() => _bytes.Dispose();
}

using NextModel.Metering;

namespace NextModel.Caching;

/// <summary>A stored answer with the identity of the request it belongs to. Nothing of it changes; prepared replays hang on it.</summary>
public sealed class CacheEntry
{
    // Objects, references and dictionary slots around the bytes, roughly.
    private const int Overhead = 512;

    private object? _prepared;

    public required CacheKey Key { get; init; }

    /// <summary>Organization id.</summary>
    public required string Organization { get; init; }

    /// <summary>Project id.</summary>
    public required string Project { get; init; }

    /// <summary>The framed scope of the request that was answered.</summary>
    public required byte[] Scope { get; init; }

    /// <summary>The canonical body of the request that was answered.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The complete answer, one JSON text.</summary>
    public required ReadOnlyMemory<byte> Answer { get; init; }

    /// <summary>SHA-256 of <see cref="Answer"/>, from the time it was stored.</summary>
    public required Digest AnswerDigest { get; init; }

    /// <summary>What the fresh answer used.</summary>
    public required Usage Usage { get; init; }

    /// <summary>Receipt id of the fresh answer: <c>rcpt_</c> and 32 hex digits.</summary>
    public required string ReceiptId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From here on the entry is no more. Nothing moves it.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The answer as it was last made ready to be sent, whatever its maker thinks that is; null until then.</summary>
    public object? Prepared => Volatile.Read(ref _prepared);

    /// <summary>Bytes of memory it takes, without <see cref="Prepared"/>.</summary>
    public long Size => SizeOf(Scope.Length, Body.Length, Answer.Length);

    /// <summary><see cref="Size"/> of an entry with parts of these lengths.</summary>
    public static long SizeOf(int scope, int body, int answer) => (long)Overhead + scope + body + answer;

    /// <summary>True when the request it belongs to is the same one, byte for byte.</summary>
    public bool Answers(CacheIdentity identity) => identity.Scope.AsSpan().SequenceEqual(Scope) && identity.Body.SequenceEqual(Body.Span);

    /// <summary>True when the answer is the one that was stored.</summary>
    public bool IsIntact() => Digest.Of(Answer.Span) == AnswerDigest;

    /// <summary>Sets <see cref="Prepared"/>; false when somebody was first.</summary>
    internal bool TryPrepare(object prepared) => Interlocked.CompareExchange(ref _prepared, prepared, null) is null;
}

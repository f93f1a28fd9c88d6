namespace NextModel.Idempotency;

/// <summary>An answer as it was sent: what a repeat gets.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Headers">The headers that belong to the answer, in the order they were set.</param>
/// <param name="Body">The bytes of the body, as they stand before any transfer coding.</param>
public sealed record KeptAnswer(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>Largest answer that is kept, in bytes of its body: 8 MiB.</summary>
    public const int MaxBytes = 8 << 20;

    /// <summary>
    /// True for an answer that asking again would not better: success, and what a source refuses for the request's own sake. What a
    /// retry may change (408, 409, 429 and 5xx) is not kept, so that the retry is made.
    /// </summary>
    public bool IsFinal => Status is < 500 and not (408 or 409 or 429);
}

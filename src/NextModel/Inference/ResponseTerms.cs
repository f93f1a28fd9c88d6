namespace NextModel.Inference;

/// <summary>What an answer of the Responses API repeats of its request.</summary>
public sealed class ResponseTerms
{
    private ReadOnlyMemory<byte>? _members;

    /// <summary>Of a request that says nothing.</summary>
    public static ResponseTerms None { get; } = new();

    /// <summary>Writes <see cref="Members"/>; null for none.</summary>
    public Func<ReadOnlyMemory<byte>>? WriteMembers { get; init; }

    /// <summary>Members that stand in the answer as in the request, JSON, each with a comma before it. Written when first asked for: what passes has its own.</summary>
    public ReadOnlyMemory<byte> Members => _members ??= WriteMembers?.Invoke() ?? default;

    /// <summary>True where the answer is kept, to be asked for again and gone on from.</summary>
    public bool IsKept { get; init; }

    /// <summary>True where the caller wants back what reasoning it must return comes with.</summary>
    public bool WithSealedReasoning { get; init; }

    /// <summary>The <c>previous_response_id</c>, a JSON string, or null.</summary>
    public ReadOnlyMemory<byte> Previous { get; init; } = "null"u8.ToArray();
}

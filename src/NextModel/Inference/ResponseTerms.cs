namespace NextModel.Inference;

/// <summary>What an answer of the Responses API repeats of its request, and how the request's tools are called there.</summary>
public sealed class ResponseTerms
{
    /// <summary>Of a request that says nothing.</summary>
    public static ResponseTerms None { get; } = new();

    /// <summary>Members that stand in the answer as in the request, JSON, each with a comma before it.</summary>
    public ReadOnlyMemory<byte> Members { get; init; }

    /// <summary>True where the answer is kept, to be asked for again and gone on from.</summary>
    public bool IsKept { get; init; }

    /// <summary>True where the caller wants back what reasoning it must return comes with.</summary>
    public bool WithSealedReasoning { get; init; }

    /// <summary>The <c>previous_response_id</c>, a JSON string, or null.</summary>
    public ReadOnlyMemory<byte> Previous { get; init; } = "null"u8.ToArray();

    /// <summary>Tools that a chat source knows by another name or as another kind, by their names there.</summary>
    public IReadOnlyDictionary<string, RenamedTool> Tools { get; init; } = new Dictionary<string, RenamedTool>();
}

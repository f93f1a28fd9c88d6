using NextModel.Inference;

namespace NextModel.Catalog;

/// <summary>What a source can be asked for beyond chat and embeddings, which every source is asked for. Responses are asked of the others as chat.</summary>
/// <param name="Flags">A bit for each operation, at the place of its number.</param>
public readonly record struct OfferedOperations(ulong Flags)
{
    /// <summary>The operations a source has to say that it offers.</summary>
    public static IReadOnlyList<Operation> Sayable { get; } =
    [
        Operation.Completions, Operation.Responses, Operation.Moderations, Operation.ImageGenerations, Operation.ImageEdits, Operation.ImageVariations, Operation.Speech,
        Operation.Transcriptions, Operation.Translations, Operation.Files, Operation.Batches, Operation.StoredCompletions, Operation.Compactions,
    ];

    /// <summary>Their names in one line, for messages.</summary>
    public static string Known { get; } = string.Join(", ", Sayable.Select(operation => operation.Wire()));

    /// <summary>All of these.</summary>
    public static OfferedOperations Of(IEnumerable<Operation> operations) =>
        new(operations.Aggregate(0UL, (flags, operation) => flags | (1UL << (int)operation)));

    /// <summary>The operation that a name of the list stands for; null for a name that has no place there.</summary>
    public static Operation? Parse(string name) => OperationNames.Parse(name) is { } operation && Sayable.Contains(operation) ? operation : null;

    public bool Contains(Operation operation) => (Flags & (1UL << (int)operation)) != 0;
}

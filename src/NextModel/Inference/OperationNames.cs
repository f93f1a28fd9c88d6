namespace NextModel.Inference;

/// <summary>The spelling of operations on receipts, in metrics, and where a source says what it offers.</summary>
public static class OperationNames
{
    private static readonly (Operation Operation, string Name)[] Names =
    [
        (Operation.ChatCompletions, "chat.completions"),
        (Operation.Embeddings, "embeddings"),
        (Operation.Messages, "messages"),
        (Operation.Responses, "responses"),
        (Operation.Completions, "completions"),
    ];

    public static string Wire(this Operation operation)
    {
        foreach (var (known, name) in Names)
        {
            if (known == operation)
            {
                return name;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(operation), operation, null);
    }

    /// <summary>The operation of that name; null when there is none.</summary>
    public static Operation? Parse(string? name)
    {
        foreach (var (operation, known) in Names)
        {
            if (known == name)
            {
                return operation;
            }
        }

        return null;
    }
}

namespace NextModel.Inference;

/// <summary>The spelling of operations on receipts, in traces, and where a source says what it offers.</summary>
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

    /// <summary>The name that OpenTelemetry's conventions give it; our own where they give none.</summary>
    public static string Convention(this Operation operation) => operation switch
    {
        Operation.ChatCompletions or Operation.Messages or Operation.Responses => "chat",
        Operation.Completions => "text_completion",
        _ => operation.Wire(),
    };
}

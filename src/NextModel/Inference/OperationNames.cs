namespace NextModel.Inference;

/// <summary>The spelling of operations on receipts and in metrics.</summary>
public static class OperationNames
{
    public static string Wire(this Operation operation) => operation switch
    {
        Operation.ChatCompletions => "chat.completions",
        Operation.Embeddings => "embeddings",
        Operation.Messages => "messages",
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, null),
    };
}

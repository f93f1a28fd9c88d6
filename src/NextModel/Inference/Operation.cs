namespace NextModel.Inference;

/// <summary>What a caller asks for. Numbers are persisted and never reused.</summary>
public enum Operation
{
    ChatCompletions = 1,
    Embeddings = 2,
}

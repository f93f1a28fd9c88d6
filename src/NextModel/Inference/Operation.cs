namespace NextModel.Inference;

/// <summary>What a caller asks for. Numbers are persisted and never reused.</summary>
public enum Operation
{
    ChatCompletions = 1,
    Embeddings = 2,

    /// <summary>Anthropic's Messages API: a chat in another dialect.</summary>
    Messages = 3,

    /// <summary>OpenAI's Responses API: a chat in another dialect.</summary>
    Responses = 4,

    /// <summary>OpenAI's older API, which goes on with a text: only for sources that offer it.</summary>
    Completions = 14,
}

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

    Moderations = 15,
    ImageGenerations = 16,
    ImageEdits = 17,
    ImageVariations = 18,
    Speech = 19,
    Transcriptions = 20,
    Translations = 21,

    /// <summary>Files that a source keeps; no receipt has it.</summary>
    Files = 22,

    /// <summary>Batches that a source works on; no receipt has it.</summary>
    Batches = 23,

    /// <summary>Chat answers that a source keeps; no receipt has it.</summary>
    StoredCompletions = 24,

    /// <summary>OpenAI's shortening of a long input to the items that say the same: only for sources that offer it.</summary>
    Compactions = 25,
}

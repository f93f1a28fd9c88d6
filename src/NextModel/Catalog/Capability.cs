namespace NextModel.Catalog;

/// <summary>What a model can be asked for. Spelled by <see cref="CapabilityNames"/>; which of them a model has is a <see cref="CapabilitySet"/>.</summary>
[Flags]
public enum Capability
{
    None = 0,

    /// <summary>Answers <c>POST /v1/chat/completions</c>.</summary>
    Chat = 1 << 0,

    /// <summary>Answers <c>POST /v1/embeddings</c>.</summary>
    Embeddings = 1 << 1,

    /// <summary>Calls functions (<c>tools</c>).</summary>
    Tools = 1 << 2,

    /// <summary>Calls several functions in one answer.</summary>
    ParallelTools = 1 << 3,

    /// <summary><c>response_format: json_object</c>.</summary>
    JsonObject = 1 << 4,

    /// <summary><c>response_format: json_schema</c>, also called structured output.</summary>
    JsonSchema = 1 << 5,

    /// <summary>Takes images.</summary>
    Vision = 1 << 6,

    /// <summary>Takes audio.</summary>
    Audio = 1 << 7,

    /// <summary>Takes video.</summary>
    Video = 1 << 8,

    /// <summary>Takes documents (PDF).</summary>
    Files = 1 << 9,

    /// <summary>Thinks before it answers.</summary>
    Reasoning = 1 << 10,

    /// <summary>Its provider reads repeated prompts from a cache of its own.</summary>
    PromptCaching = 1 << 11,

    /// <summary>Takes <c>temperature</c>. Some reasoning models refuse it.</summary>
    Temperature = 1 << 12,

    /// <summary>Makes images (<c>POST /v1/images/*</c>).</summary>
    Images = 1 << 13,

    /// <summary>Speaks (<c>POST /v1/audio/speech</c>).</summary>
    Speech = 1 << 14,

    /// <summary>Writes down what is spoken (<c>POST /v1/audio/transcriptions</c> and <c>/translations</c>).</summary>
    Transcription = 1 << 15,

    /// <summary>Judges texts and images (<c>POST /v1/moderations</c>).</summary>
    Moderation = 1 << 16,
}

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
        (Operation.Moderations, "moderations"),
        (Operation.ImageGenerations, "images.generations"),
        (Operation.ImageEdits, "images.edits"),
        (Operation.ImageVariations, "images.variations"),
        (Operation.Speech, "audio.speech"),
        (Operation.Transcriptions, "audio.transcriptions"),
        (Operation.Translations, "audio.translations"),
        (Operation.Files, "files"),
        (Operation.Batches, "batches"),
        (Operation.StoredCompletions, "chat.completions.stored"),
        (Operation.Compactions, "responses.compact"),
    ];

    /// <summary>True for what is about things that a source keeps, and asks no model.</summary>
    public static bool IsAboutObjects(this Operation operation) => operation is Operation.Files or Operation.Batches or Operation.StoredCompletions;

    /// <summary>True where the answer goes to the caller as it came, and is never kept: images, sound, transcripts, moderations, compactions.</summary>
    public static bool IsOpaque(this Operation operation) => operation is Operation.Moderations or Operation.ImageGenerations or Operation.ImageEdits
        or Operation.ImageVariations or Operation.Speech or Operation.Transcriptions or Operation.Translations or Operation.Compactions;

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

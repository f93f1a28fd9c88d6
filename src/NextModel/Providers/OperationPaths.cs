using NextModel.Inference;

namespace NextModel.Providers;

/// <summary>Where a source of OpenAI's dialects is asked for an operation, below its base address.</summary>
internal static class OperationPaths
{
    /// <summary>Every operation. Messages are asked for as chat, or where their translator says.</summary>
    public static IReadOnlyList<(Operation Operation, string Path)> All { get; } =
    [
        (Operation.ChatCompletions, "chat/completions"),
        (Operation.Messages, "chat/completions"),
        (Operation.Embeddings, "embeddings"),
        (Operation.Completions, "completions"),
        (Operation.Responses, "responses"),
        (Operation.Compactions, "responses/compact"),
        (Operation.Moderations, "moderations"),
        (Operation.ImageGenerations, "images/generations"),
        (Operation.ImageEdits, "images/edits"),
        (Operation.ImageVariations, "images/variations"),
        (Operation.Speech, "audio/speech"),
        (Operation.Transcriptions, "audio/transcriptions"),
        (Operation.Translations, "audio/translations"),
    ];

    /// <summary>The path of one.</summary>
    public static string Of(Operation operation) => All.First(row => row.Operation == operation).Path;
}

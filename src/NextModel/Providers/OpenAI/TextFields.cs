namespace NextModel.Providers.OpenAI;

/// <summary>The names of the <see cref="TextField"/>s on the wire; function arguments are one level deeper.</summary>
internal static class TextFields
{
    public static IReadOnlyList<(TextField Field, byte[] Name)> Names { get; } =
    [
        (TextField.Content, "content"u8.ToArray()),
        (TextField.Refusal, "refusal"u8.ToArray()),
        (TextField.ReasoningContent, "reasoning_content"u8.ToArray()),
        (TextField.Reasoning, "reasoning"u8.ToArray()),
        (TextField.FunctionArguments, "function_call"u8.ToArray()),
    ];
}

namespace NextModel.Providers.OpenAI;

/// <summary>The members of a delta that are pieces of one growing text.</summary>
internal enum TextField : byte
{
    Content,
    Refusal,
    ReasoningContent,
    Reasoning,
    FunctionArguments,
}

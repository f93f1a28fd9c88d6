namespace NextModel.Providers.OpenAI;

/// <summary>The members of chat answers we act on. Everything else is <see cref="Other"/> and travels on.</summary>
internal enum WireMember : byte
{
    Other,
    Arguments,
    BaseResp,
    Choices,
    Content,
    Created,
    Custom,
    Delta,
    Error,
    FinishReason,
    Function,
    FunctionCall,
    Id,
    Index,
    Input,
    Logprobs,
    Message,
    Model,
    Name,
    Object,
    Reasoning,
    ReasoningContent,
    ReasoningDetails,
    Refusal,
    Role,
    ServiceTier,
    SystemFingerprint,
    Timings,
    ToolCalls,
    Type,
    Usage,

    /// <summary>Groq's wrapper of usage and errors; never passed on.</summary>
    XGroq,

    /// <summary>Says who served the answer or how: never passed on.</summary>
    Private,
}

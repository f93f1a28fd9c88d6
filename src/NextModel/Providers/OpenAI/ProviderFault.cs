namespace NextModel.Providers.OpenAI;

/// <summary>What a source's error comes down to.</summary>
internal enum ProviderFault : byte
{
    /// <summary>The body does not say; the HTTP status decides.</summary>
    Unknown,
    InvalidRequest,
    ContextLength,
    ContentFilter,
    TooLarge,
    ModelMissing,

    /// <summary>Our credential is bad.</summary>
    Credential,

    /// <summary>Our account may not do this.</summary>
    Forbidden,

    /// <summary>Our account is out of money or of its quota.</summary>
    Quota,
    RateLimit,
    Overloaded,
    Timeout,

    /// <summary>The model wrote something the source refuses to send (Groq's <c>tool_use_failed</c>); another try may go well.</summary>
    BadGeneration,
    ServerError,
}

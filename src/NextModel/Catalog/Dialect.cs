namespace NextModel.Catalog;

/// <summary>The wire language a source speaks.</summary>
public enum Dialect
{
    OpenAIChat = 1,

    /// <summary>The built-in simulated source; no network.</summary>
    Sandbox = 2,

    /// <summary>Anthropic's Messages API.</summary>
    AnthropicMessages = 3,

    /// <summary>Google's <c>generateContent</c>.</summary>
    Gemini = 4,

    /// <summary>AWS Bedrock's Converse API.</summary>
    Bedrock = 5,

    /// <summary>OpenAI's own, at Azure's addresses and with its key header.</summary>
    AzureOpenAI = 6,
}

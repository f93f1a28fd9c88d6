namespace NextModel.Catalog;

/// <summary>The wire language a source speaks.</summary>
public enum Dialect
{
    OpenAIChat = 1,

    /// <summary>The built-in simulated source; no network.</summary>
    Sandbox = 2,

    /// <summary>Anthropic's Messages API.</summary>
    AnthropicMessages = 3,
}

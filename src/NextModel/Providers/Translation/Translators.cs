using NextModel.Catalog;
using NextModel.Providers.Anthropic;
using NextModel.Providers.Bedrock;
using NextModel.Providers.Gemini;

namespace NextModel.Providers.Translation;

/// <summary>The translator of each dialect that needs one.</summary>
internal static class Translators
{
    public static IReadOnlyList<IDialectTranslator> All { get; } = [AnthropicTranslator.Instance, GeminiTranslator.Instance, BedrockTranslator.Instance];

    /// <summary>Null for a dialect that is OpenAI's own.</summary>
    public static IDialectTranslator? For(Dialect dialect) => dialect switch
    {
        Dialect.AnthropicMessages => AnthropicTranslator.Instance,
        Dialect.Gemini => GeminiTranslator.Instance,
        Dialect.Bedrock => BedrockTranslator.Instance,
        _ => null,
    };
}

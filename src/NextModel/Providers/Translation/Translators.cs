using NextModel.Catalog;
using NextModel.Providers.Anthropic;

namespace NextModel.Providers.Translation;

/// <summary>The translator of each dialect that needs one.</summary>
internal static class Translators
{
    public static IReadOnlyList<IDialectTranslator> All { get; } = [AnthropicTranslator.Instance];

    /// <summary>Null for a dialect that is OpenAI's own.</summary>
    public static IDialectTranslator? For(Dialect dialect) => dialect switch
    {
        Dialect.AnthropicMessages => AnthropicTranslator.Instance,
        _ => null,
    };
}

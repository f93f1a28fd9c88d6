namespace NextModel.Catalog;

/// <summary>The dialects as the configuration file spells them.</summary>
public static class DialectNames
{
    private static readonly (string Name, Dialect Dialect)[] Table =
    [
        ("openai-chat", Dialect.OpenAIChat),
        ("anthropic-messages", Dialect.AnthropicMessages),
        ("gemini", Dialect.Gemini),
        ("bedrock", Dialect.Bedrock),
        ("azure-openai", Dialect.AzureOpenAI),
    ];

    /// <summary>All that can be configured.</summary>
    public static IEnumerable<string> All => Table.Select(row => row.Name);

    /// <summary>The dialect of that name; null when there is none.</summary>
    public static Dialect? Find(string? name)
    {
        foreach (var row in Table)
        {
            if (row.Name == name)
            {
                return row.Dialect;
            }
        }

        return null;
    }
}

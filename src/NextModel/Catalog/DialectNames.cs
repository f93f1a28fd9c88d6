namespace NextModel.Catalog;

/// <summary>The spelling of the dialects that are spoken here, in configuration and catalog files.</summary>
public static class DialectNames
{
    /// <summary>Dialects a configuration file may name.</summary>
    public static IReadOnlyList<string> Known { get; } = ["openai-chat"];

    /// <summary>The dialect of that name; null when it is not spoken here.</summary>
    public static Dialect? Parse(string name) => name switch
    {
        "openai-chat" => Dialect.OpenAIChat,
        _ => null,
    };
}

namespace NextModel.Policies;

/// <summary>The spelling of needs in documents and explanations.</summary>
public static class RequestNeedsNames
{
    /// <summary>All of them, for messages.</summary>
    public const string All = "tools, vision, json_schema, audio, reasoning";

    private static readonly (RequestNeeds Need, string Word)[] Words =
    [
        (RequestNeeds.Tools, "tools"), (RequestNeeds.Vision, "vision"), (RequestNeeds.JsonSchema, "json_schema"),
        (RequestNeeds.Audio, "audio"), (RequestNeeds.Reasoning, "reasoning"),
    ];

    /// <summary>Each need in a word.</summary>
    public static IReadOnlyList<string> Wire(this RequestNeeds needs) => [.. Words.Where(w => needs.HasFlag(w.Need)).Select(w => w.Word)];

    /// <summary>The need that <paramref name="word"/> spells; null when it spells none.</summary>
    public static RequestNeeds? Parse(string word) => Array.Find(Words, w => w.Word == word) is { Word: not null } found ? found.Need : null;
}

namespace NextModel.Catalog;

/// <summary>The word for each <see cref="SetEntryKind"/>, in the database, the API and messages.</summary>
public static class SetEntryKindNames
{
    public static string Wire(this SetEntryKind kind) => kind switch
    {
        SetEntryKind.Model => "model",
        SetEntryKind.Source => "source",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>The kind that a word is; null for any other.</summary>
    public static SetEntryKind? Parse(string word) => word switch
    {
        "model" => SetEntryKind.Model,
        "source" => SetEntryKind.Source,
        _ => null,
    };
}

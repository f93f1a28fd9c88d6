namespace CacheSafety.Cases;

/// <summary>How alike two requests are whose answers may stand for each other; from the surest to none.</summary>
public enum Equivalence
{
    /// <summary>The same bytes in the same scope.</summary>
    Byte,

    /// <summary>The same JSON value, spelled otherwise.</summary>
    Json,

    /// <summary>Other only in fields that do not change the answer.</summary>
    Neutral,

    /// <summary>Other only in white space or Unicode form of prose.</summary>
    Text,

    /// <summary>Other words for the same question.</summary>
    Semantic,

    /// <summary>The old answer does not answer the new request.</summary>
    None,
}

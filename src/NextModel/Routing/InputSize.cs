namespace NextModel.Routing;

/// <summary>How long the input of a request is, as a class: latency depends on it, and what is measured is kept apart by it.</summary>
public enum InputSize
{
    /// <summary>Below 4 KiB of JSON, about 1,000 tokens of English.</summary>
    Small = 0,

    /// <summary>Below 32 KiB, about 8,000 tokens.</summary>
    Medium = 1,

    /// <summary>Below 256 KiB, about 64,000 tokens.</summary>
    Large = 2,

    /// <summary>All above.</summary>
    Huge = 3,
}

namespace NextModel.Providers;

/// <summary>How one attempt ended.</summary>
public enum AttemptOutcome
{
    Pending = 0,
    Ok = 1,

    /// <summary>No connection, reset before headers, or name not found.</summary>
    Unreachable = 2,

    /// <summary>A timer of <see cref="NextModel.Catalog.SourceTimeouts"/> ran out.</summary>
    Timeout = 3,

    /// <summary>The source answered with an error, whatever its status line said.</summary>
    Failed = 4,

    /// <summary>The answer stopped in the middle.</summary>
    Broke = 5,

    /// <summary>The caller left first.</summary>
    CallerLeft = 6,

    /// <summary>The gateway died; nobody knows.</summary>
    Unknown = 7,
}

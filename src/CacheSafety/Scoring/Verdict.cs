namespace CacheSafety.Scoring;

/// <summary>What came of a case.</summary>
public enum Verdict
{
    /// <summary>The answer was made for this request.</summary>
    Miss,

    /// <summary>An answer that existed before was served.</summary>
    Hit,

    /// <summary>The evidence is not enough for either. Counts as bad for safety and as a miss for savings.</summary>
    Undetermined,

    /// <summary>The cache did not even serve the old request again, so its silence says nothing.</summary>
    ControlDead,

    /// <summary>The target lacks what the case requires.</summary>
    NotRun,
}

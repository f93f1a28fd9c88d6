namespace NextModel.Reporting.Reconciliation;

/// <summary>The three numbers a report ends in.</summary>
public enum Verdict
{
    /// <summary>Both sides agree, but for the provider's rounding.</summary>
    Matched,

    /// <summary>They differ for a reason that needs nobody: time, cut streams, free calls.</summary>
    Explained,

    /// <summary>They differ, and a person should look: the class says where to begin.</summary>
    Unexplained,
}

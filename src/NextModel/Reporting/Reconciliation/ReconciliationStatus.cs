namespace NextModel.Reporting.Reconciliation;

/// <summary>What a report says as a whole.</summary>
public enum ReconciliationStatus
{
    /// <summary>Both sides agree.</summary>
    Reconciled,

    /// <summary>They differ only for reasons that need nobody.</summary>
    Explained,

    /// <summary>The provider's figures are not final yet; otherwise as above.</summary>
    Incomplete,

    /// <summary>Something should be looked at.</summary>
    Differences,
}

namespace NextModel.Reporting.Reconciliation;

/// <summary>What a row of a provider's file is about.</summary>
public enum ProviderRowKind
{
    /// <summary>One call: tokens and cost.</summary>
    Call = 1,

    /// <summary>Tokens of a stretch of time.</summary>
    Tokens = 2,

    /// <summary>Money of a stretch of time.</summary>
    Cost = 3,
}

namespace NextModel.Reporting.Reconciliation;

/// <summary>What a line of a report compares.</summary>
public enum LineKind
{
    /// <summary>One attempt with one call of the provider.</summary>
    Call,

    /// <summary>Tokens of a model in a stretch of time.</summary>
    Tokens,

    /// <summary>Money of a model, or of all of them, in a stretch of time.</summary>
    Cost,
}

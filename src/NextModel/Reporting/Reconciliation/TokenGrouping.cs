namespace NextModel.Reporting.Reconciliation;

/// <summary>Which classes a provider's file tells apart; what it counts together is compared together. A larger number is coarser.</summary>
public enum TokenGrouping
{
    /// <summary><c>in</c>, <c>cr</c>, <c>cw</c>, <c>out</c>.</summary>
    Classes = 0,

    /// <summary><c>in+cw</c>, <c>cr</c>, <c>out</c>: cache writes are counted as input.</summary>
    WritesAsInput = 1,

    /// <summary><c>in+cr+cw</c>, <c>out</c>: only input and output.</summary>
    InputAndOutput = 2,
}

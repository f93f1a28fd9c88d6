namespace NextModel.Reporting.Reconciliation;

/// <summary>How sure a class is.</summary>
public enum Confidence
{
    Low,
    Medium,
    High,
}

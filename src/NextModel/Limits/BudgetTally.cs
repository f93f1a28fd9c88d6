namespace NextModel.Limits;

/// <summary>What has been counted in one window of one budget, in 10⁻⁹ units. Only under the keeper's lock.</summary>
internal sealed class BudgetTally(BudgetWindow window)
{
    public BudgetWindow Window => window;

    /// <summary>Charged, on durable receipts.</summary>
    public long Settled { get; set; }

    /// <summary>Held for requests in flight.</summary>
    public long Reserved { get; set; }

    /// <summary>Held for requests whose cost nobody knows, because the process died under them.</summary>
    public long Unknown { get; set; }

    public long Used => Settled + Reserved + Unknown;
}

namespace NextModel.Limits;

/// <summary>What has been counted in one window of one budget, in 10⁻⁹ units. Only under the keeper's lock.</summary>
internal sealed class BudgetTally(BudgetAccount account, BudgetWindow window)
{
    public BudgetAccount Account { get; } = account;

    public BudgetWindow Window => window;

    /// <summary>What settled and unknown must reach for somebody to be told; the largest number there is when nobody wants to be.</summary>
    public long NoticeAt { get; set; } = account.Budget.Thresholds.NextAbove(0, account.Budget.LimitNano);

    public bool HasReached => Settled + Unknown >= NoticeAt;

    /// <summary>Charged, on durable receipts.</summary>
    public long Settled { get; set; }

    /// <summary>Held for requests in flight.</summary>
    public long Reserved { get; set; }

    /// <summary>Held for requests whose cost nobody knows, because the process died under them.</summary>
    public long Unknown { get; set; }

    public long Used => Settled + Reserved + Unknown;
}

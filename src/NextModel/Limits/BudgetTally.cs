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

    /// <summary>Leased by this replica and not settled, where replicas share budgets: what requests reserve comes out of it.</summary>
    public long Slice { get; set; }

    /// <summary>Of it, held by requests whose receipts could not be written: until this replica ends nobody knows what they cost.</summary>
    public long Kept { get; private set; }

    /// <summary>Leased by other replicas, as it was last told.</summary>
    public long Others { get; set; }

    /// <summary>When something was last leased of it.</summary>
    public DateTimeOffset NeededAt { get; set; }

    /// <summary>What of <see cref="Slice"/> no request holds.</summary>
    public long FreeSlice => Slice - Reserved - Kept;

    public long Used => Settled + Reserved + Unknown + Kept + Others;

    /// <summary>One reservation has ended.</summary>
    public void End(long reserved, long settled, long unknown)
    {
        Reserved -= reserved;
        Settled += settled;
        if (!Account.IsLeased)
        {
            Unknown += unknown;
            return;
        }

        // What is settled has left the lease in the commit of its receipt.
        Slice -= Math.Min(settled, Slice);
        Kept += unknown;
    }
}

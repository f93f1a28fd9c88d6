namespace NextModel.Limits;

/// <summary>The budgets that count one request: those of its key, project, team and organization that its model and workload fit.</summary>
public sealed class BudgetChain
{
    internal BudgetChain(BudgetAccount[] accounts)
    {
        Accounts = accounts;
        HasHard = Array.Exists(accounts, account => account.Budget.IsHard);
    }

    /// <summary>True when one of them refuses what does not fit.</summary>
    public bool HasHard { get; }

    internal BudgetAccount[] Accounts { get; }
}

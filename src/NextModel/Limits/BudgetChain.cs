using NextModel.Credits;

namespace NextModel.Limits;

/// <summary>
/// What counts one request: the budgets of its key, project, team and organization that its model and workload fit, and the organization's
/// credit where it needs one.
/// </summary>
public sealed class BudgetChain
{
    internal BudgetChain(List<BudgetAccount> accounts, CreditAccount? credit)
    {
        Accounts = accounts;
        Credit = credit;
        HasHard = credit is not null || accounts.Exists(static account => account.Budget.IsHard);
    }

    /// <summary>True when one of them refuses what does not fit.</summary>
    public bool HasHard { get; }

    internal List<BudgetAccount> Accounts { get; }

    internal CreditAccount? Credit { get; }
}

namespace NextModel.Limits;

/// <summary>Where budgets and rate limits are kept. Every write is durable when it returns. What is spent is counted by the ledger.</summary>
public interface ILimitStore
{
    /// <summary>Everything there is, for the start of a process.</summary>
    ValueTask<LimitRecords> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Adds a budget, or replaces its name, limit and what happens at it.</summary>
    ValueTask PutBudgetAsync(Budget budget, CancellationToken cancellationToken);

    /// <summary>Removes a budget and what it has counted.</summary>
    ValueTask DeleteBudgetAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Moves what nobody knew of a window to what is settled, as far as it was settled.</summary>
    ValueTask ReconcileAsync(BudgetCount resolved, CancellationToken cancellationToken);

    /// <summary>Sets the rate limits of a key or project; empty ones take them away.</summary>
    ValueTask PutRateLimitsAsync(string scopeId, RateLimits limits, CancellationToken cancellationToken);
}

using NextModel.Audit;

namespace NextModel.Limits;

/// <summary>
/// Where budgets and rate limits are kept. Every write is durable when it returns, and its audit entry with it: both or neither. What is
/// spent is counted by the ledger.
/// </summary>
public interface ILimitStore
{
    /// <summary>Everything there is, for the start of a process.</summary>
    ValueTask<LimitRecords> LoadAsync(CancellationToken cancellationToken);

    /// <summary>A budget as it stands; null when it is gone.</summary>
    ValueTask<Budget?> FindBudgetAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>The rate limits of a key or project as they stand; null when none were ever set.</summary>
    ValueTask<RateRule?> FindRatesAsync(string scopeId, CancellationToken cancellationToken);

    /// <summary>What was counted in the windows of a budget that begin at <paramref name="fromWindow"/> (Unix seconds) or later, oldest first.</summary>
    ValueTask<IReadOnlyList<BudgetCount>> ReadCountsAsync(Guid id, long fromWindow, CancellationToken cancellationToken);

    /// <summary>Adds a budget, or replaces its name, limit, what happens at it, thresholds and version.</summary>
    ValueTask PutBudgetAsync(Budget budget, AuditDraft audit, CancellationToken cancellationToken);

    /// <summary>Removes a budget and what it has counted.</summary>
    ValueTask DeleteBudgetAsync(Guid id, AuditDraft audit, CancellationToken cancellationToken);

    /// <summary>Removes a budget and adds another, each with its own entry, all or nothing.</summary>
    ValueTask ReplaceBudgetAsync(Guid id, AuditDraft deleted, Budget successor, AuditDraft created, CancellationToken cancellationToken);

    /// <summary>Moves what nobody knew of a window to what is settled, as far as it was settled; the budget gets its new version.</summary>
    ValueTask ReconcileAsync(Budget budget, BudgetCount resolved, AuditDraft audit, CancellationToken cancellationToken);

    /// <summary>Sets the rate limits of a key or project. Empty ones are kept too: their version goes on.</summary>
    ValueTask PutRateLimitsAsync(RateRule rule, AuditDraft audit, CancellationToken cancellationToken);
}

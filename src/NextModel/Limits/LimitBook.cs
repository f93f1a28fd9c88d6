using NextModel.Errors;

namespace NextModel.Limits;

/// <summary>Changes to budgets and rate limits: to the store first, then to what requests ask.</summary>
public sealed class LimitBook(ILimitStore store, BudgetKeeper budgets, RateLimiter rates) : IDisposable
{
    private readonly SemaphoreSlim _changes = new(1, 1);

    /// <summary>Takes up what was kept; for the start of a process, before anything is left behind is counted.</summary>
    public async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        var records = await store.LoadAsync(cancellationToken);
        foreach (var (budget, newest) in records.Budgets)
        {
            budgets.Put(budget, newest);
        }

        foreach (var (scopeId, limits) in records.Rates)
        {
            rates.Put(scopeId, Word(scopeId), limits);
        }
    }

    /// <summary>Adds a budget, unless its scope has as many as it can have.</summary>
    public async ValueTask<Result<BudgetState>> AddAsync(Budget budget, CancellationToken cancellationToken)
    {
        await _changes.WaitAsync(cancellationToken);
        try
        {
            if (budgets.States().Count(s => s.Budget.ScopeId == budget.ScopeId) >= Budget.MaxPerScope)
            {
                return new GatewayError(
                    GatewayErrorCode.InvalidRequest,
                    $"'{budget.ScopeId}' has {Budget.MaxPerScope} budgets, which is as many as there can be. Delete one, or change its limit.", "scope_id");
            }

            await store.PutBudgetAsync(budget, cancellationToken);
            budgets.Put(budget);
            return budgets.StateOf(budget.Id)!;
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>Changes a budget by <paramref name="change"/>, which sees it as it stands; what it counts stays the same.</summary>
    public async ValueTask<Result<BudgetState>> ChangeAsync(Guid id, Func<Budget, Result<Budget>> change, CancellationToken cancellationToken)
    {
        await _changes.WaitAsync(cancellationToken);
        try
        {
            if (budgets.StateOf(id) is not { } state)
            {
                return Missing(id);
            }

            if (!change(state.Budget).TryGet(out var changed, out var refusal))
            {
                return refusal;
            }

            await store.PutBudgetAsync(changed, cancellationToken);
            budgets.Put(changed);
            return budgets.StateOf(id)!;
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>Deletes a budget; the answer is where it stood.</summary>
    public async ValueTask<Result<BudgetState>> DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        await _changes.WaitAsync(cancellationToken);
        try
        {
            if (budgets.StateOf(id) is not { } state)
            {
                return Missing(id);
            }

            await store.DeleteBudgetAsync(id, cancellationToken);
            budgets.Remove(id);
            return state;
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>
    /// Somebody knows now what the requests cost that a dead process left behind: all that is held for them becomes free, but for
    /// <paramref name="settledNano"/>, which is spent.
    /// </summary>
    public async ValueTask<Result<BudgetState>> ReconcileAsync(Guid id, long settledNano, CancellationToken cancellationToken)
    {
        await _changes.WaitAsync(cancellationToken);
        try
        {
            if (budgets.StateOf(id) is not { } state)
            {
                return Missing(id);
            }

            if (settledNano < 0 || settledNano > state.UnknownNano)
            {
                return new GatewayError(
                    GatewayErrorCode.InvalidRequest, "'settled' must be from 0 to the amount that is unknown; GET the budget to see it.", "settled");
            }

            await store.ReconcileAsync(new BudgetCount(id, state.Window.Key, settledNano, state.UnknownNano), cancellationToken);
            budgets.Reconcile(id, state.Window.Key, settledNano, state.UnknownNano);
            return budgets.StateOf(id)!;
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>Sets the rate limits of a key or project; empty ones take them away.</summary>
    public async ValueTask SetRatesAsync(string scopeId, RateLimits limits, CancellationToken cancellationToken)
    {
        await _changes.WaitAsync(cancellationToken);
        try
        {
            await store.PutRateLimitsAsync(scopeId, limits, cancellationToken);
            rates.Put(scopeId, Word(scopeId), limits);
        }
        finally
        {
            _changes.Release();
        }
    }

    public void Dispose() => _changes.Dispose();

    private static string Word(string scopeId) => scopeId.StartsWith("key_", StringComparison.Ordinal) ? "key" : "project";

    private static GatewayError Missing(Guid id) => new(
        GatewayErrorCode.NotFound, $"There is no budget '{Budget.IdPrefix}{id:N}'. GET /api/admin/v1/budgets lists all.");
}

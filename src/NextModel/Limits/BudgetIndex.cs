using System.Collections.Frozen;
using NextModel.Identity;

namespace NextModel.Limits;

/// <summary>Which budgets count which requests. Reads never lock; a change replaces the whole table.</summary>
internal sealed class BudgetIndex(TimeProvider time)
{
    // Null while there is no budget at all: then that is all a request asks.
    private volatile FrozenDictionary<string, BudgetAccount[]>? _byScope;

    /// <summary>Every budget over a caller that counts one of the models; null when none does.</summary>
    public List<BudgetAccount>? Find(Caller caller, ReadOnlySpan<string> models, string workload)
    {
        if (_byScope is not { } byScope)
        {
            return null;
        }

        List<BudgetAccount>? found = null;
        foreach (var scopeId in (ReadOnlySpan<string>)[caller.Key.Id, caller.Project.Id, caller.Team.Id, caller.Organization.Id])
        {
            Collect(byScope, scopeId, models, workload, ref found);
        }

        return found;
    }

    /// <summary>True when a budget that counts such requests is used as far as that; see <see cref="BudgetKeeper.HasUsed"/>.</summary>
    public bool HasUsed(Caller caller, string model, string workload, BudgetPeriod? period, BudgetScope? scope, decimal percent)
    {
        if (_byScope is not { } byScope)
        {
            return false;
        }

        var now = time.GetUtcNow();
        foreach (var scopeId in (ReadOnlySpan<string>)[caller.Key.Id, caller.Project.Id, caller.Team.Id, caller.Organization.Id])
        {
            foreach (var account in byScope.GetValueOrDefault(scopeId) ?? [])
            {
                var budget = account.Budget;
                if ((period is null || budget.Period == period) && (scope is null || budget.Scope == scope) && budget.Counts(model, workload)
                    && account.HasUsed(percent, now))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>True when a hard budget is over a caller, whatever it counts.</summary>
    public bool HasHard(Caller caller)
    {
        var byScope = _byScope;
        return byScope is not null && new[] { caller.Key.Id, caller.Project.Id, caller.Team.Id, caller.Organization.Id }
            .Any(scope => byScope.GetValueOrDefault(scope)?.Any(account => account.Budget.IsHard) == true);
    }

    public void Replace(IReadOnlyCollection<BudgetAccount> accounts) => _byScope = accounts.Count == 0
        ? null
        : accounts.GroupBy(a => a.Budget.ScopeId, StringComparer.Ordinal)
            .ToFrozenDictionary(g => g.Key, g => g.OrderBy(a => a.Budget.Id).ToArray(), StringComparer.Ordinal);

    private static void Collect(
        FrozenDictionary<string, BudgetAccount[]> byScope, string scopeId, ReadOnlySpan<string> models, string workload, ref List<BudgetAccount>? found)
    {
        if (byScope.TryGetValue(scopeId, out var accounts))
        {
            foreach (var account in accounts)
            {
                foreach (var model in models)
                {
                    if (account.Budget.Counts(model, workload))
                    {
                        (found ??= new List<BudgetAccount>(4)).Add(account);
                        break;
                    }
                }
            }
        }
    }
}

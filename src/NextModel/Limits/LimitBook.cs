using System.Collections.Concurrent;
using NextModel.Audit;
using NextModel.Errors;
using NextModel.Identity;

namespace NextModel.Limits;

/// <summary>Changes to budgets and rate limits: to the store first, then to what requests ask.</summary>
public sealed class LimitBook(ILimitStore store, BudgetKeeper budgets, RateLimiter rates, TimeProvider time) : IDisposable
{
    private readonly TenancyChanges _changes = new(time);
    private readonly ConcurrentDictionary<string, RateRule> _rules = new(StringComparer.Ordinal);

    /// <summary>The rate limits of every key and project that has any, in no order.</summary>
    public IEnumerable<RateRule> RateRules => _rules.Values.Where(rule => !rule.Limits.IsEmpty);

    /// <summary>The rate limits of a key or project; empty when it has none.</summary>
    public RateRule FindRates(string scopeId) => _rules.GetValueOrDefault(scopeId) ?? RateRule.None(scopeId);

    /// <summary>Takes up what was kept; for the start of a process, before anything is left behind is counted.</summary>
    public async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        var records = await store.LoadAsync(cancellationToken);
        foreach (var (budget, newest) in records.Budgets)
        {
            budgets.Put(budget, newest);
        }

        foreach (var rule in records.Rates)
        {
            Put(rule);
        }
    }

    /// <summary>Takes up what another replica did to a budget: what was counted and is held stays.</summary>
    public ValueTask FollowBudgetAsync(Guid id, CancellationToken cancellationToken) => _changes.FollowAsync(
        async () =>
        {
            if (await store.FindBudgetAsync(id, cancellationToken) is { } budget)
            {
                budgets.Put(budget);
            }
            else
            {
                budgets.Remove(id);
            }
        },
        cancellationToken);

    /// <summary>Takes up what another replica did to the rate limits of a key or project.</summary>
    public ValueTask FollowRatesAsync(string scopeId, CancellationToken cancellationToken) => _changes.FollowAsync(
        async () =>
        {
            if (await store.FindRatesAsync(scopeId, cancellationToken) is { } rule)
            {
                Put(rule);
            }
        },
        cancellationToken);

    /// <summary>Adds a budget, unless its scope has as many as it can have, or one of that name.</summary>
    public ValueTask<Result<BudgetState>> AddAsync(AuditActor actor, Budget budget, CancellationToken cancellationToken) => _changes.RunAsync<BudgetState>(
        async () =>
        {
            ArgumentNullException.ThrowIfNull(budget);
            var beside = budgets.States().Where(s => s.Budget.ScopeId == budget.ScopeId).ToList();
            if (beside.Count >= Budget.MaxPerScope)
            {
                return LimitRules.Bad(
                    $"'{budget.ScopeId}' has {Budget.MaxPerScope} budgets, which is as many as there can be. Delete one, or change its limit.", "scope_id");
            }

            if (beside.Exists(s => s.Budget.Name == budget.Name))
            {
                return Taken(budget);
            }

            await store.PutBudgetAsync(budget, Draft(actor, "budget.create", budget, null, LimitFacts.Of(budget)), cancellationToken);
            budgets.Put(budget);
            return budgets.StateOf(budget.Id)!;
        },
        cancellationToken);

    /// <summary>Changes a budget by <paramref name="change"/>, which sees it as it stands; what it counts stays the same.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="id">Which.</param>
    /// <param name="version">The version the change was made from; null for any.</param>
    /// <param name="change">The new state from the present one, or why not.</param>
    /// <param name="cancellationToken">Gives up waiting for the writer.</param>
    public ValueTask<Result<BudgetState>> ChangeAsync(
        AuditActor actor, Guid id, long? version, Func<Budget, Result<Budget>> change, CancellationToken cancellationToken) =>
        OnBudgetAsync(
            id,
            version,
            async state =>
            {
                if (!change(state.Budget).TryGet(out var changed, out var refusal))
                {
                    return refusal;
                }

                if (changed == state.Budget)
                {
                    return state;
                }

                if (changed.Name != state.Budget.Name && budgets.States().Any(s => s.Budget.ScopeId == changed.ScopeId && s.Budget.Name == changed.Name))
                {
                    return Taken(changed);
                }

                changed = changed with
                {
                    Version = state.Budget.Version + 1,
                    ThresholdsSince = changed.LimitNano == state.Budget.LimitNano && changed.Thresholds.Equals(state.Budget.Thresholds)
                        ? state.Budget.ThresholdsSince
                        : _changes.Now,
                };
                await store.PutBudgetAsync(
                    changed, Draft(actor, "budget.change", changed, LimitFacts.Of(state.Budget), LimitFacts.Of(changed)), cancellationToken);
                budgets.Put(changed);
                return budgets.StateOf(id)!;
            },
            cancellationToken);

    /// <summary>Deletes a budget; the answer is where it stood. Parameters as for a change.</summary>
    public ValueTask<Result<BudgetState>> DeleteAsync(AuditActor actor, Guid id, long? version, CancellationToken cancellationToken) => OnBudgetAsync(
        id,
        version,
        async state =>
        {
            await store.DeleteBudgetAsync(id, Draft(actor, "budget.delete", state.Budget, LimitFacts.Of(state.Budget), null), cancellationToken);
            budgets.Remove(id);
            return state;
        },
        cancellationToken);

    /// <summary>Deletes a budget and makes its successor of the same name and scope, which counts from nothing, in one change.</summary>
    public ValueTask<Result<BudgetState>> ReplaceAsync(
        AuditActor actor, Guid id, long? version, Budget successor, CancellationToken cancellationToken) => OnBudgetAsync(
        id,
        version,
        async state =>
        {
            var deleted = Draft(actor, "budget.delete", state.Budget, LimitFacts.Of(state.Budget), null);
            var created = Draft(actor, "budget.create", successor, null, LimitFacts.Of(successor));
            await store.ReplaceBudgetAsync(id, deleted, successor, created, cancellationToken);
            budgets.Put(successor);
            budgets.Remove(id);
            return budgets.StateOf(successor.Id)!;
        },
        cancellationToken);

    /// <summary>
    /// Somebody knows now what the requests cost that a dead process left behind: all that is held for them becomes free, but for
    /// <paramref name="settledNano"/>, which is spent. Other parameters as for a change.
    /// </summary>
    public ValueTask<Result<BudgetState>> ReconcileAsync(
        AuditActor actor, Guid id, long? version, long settledNano, CancellationToken cancellationToken) => OnBudgetAsync(
        id,
        version,
        async state =>
        {
            if (settledNano < 0 || settledNano > state.UnknownNano)
            {
                return LimitRules.Bad("'settled' must be from 0 to the amount that is unknown; GET the budget to see it.", "settled");
            }

            var budget = state.Budget with { Version = state.Budget.Version + 1 };
            var after = state with { SettledNano = state.SettledNano + settledNano, UnknownNano = 0 };
            await store.ReconcileAsync(
                budget,
                new BudgetCount(id, state.Window.Key, settledNano, state.UnknownNano),
                Draft(actor, "budget.reconcile", budget, LimitFacts.Of(state), LimitFacts.Of(after)),
                cancellationToken);
            budgets.Put(budget);
            budgets.Reconcile(id, state.Window.Key, settledNano, state.UnknownNano);
            return budgets.StateOf(id)!;
        },
        cancellationToken);

    /// <summary>Sets the rate limits of a key or project; empty ones take them away. Other parameters as for a change.</summary>
    public ValueTask<Result<RateRule>> SetRatesAsync(
        AuditActor actor, string organizationId, string scopeId, long? version, RateLimits limits, CancellationToken cancellationToken) =>
        _changes.RunAsync<RateRule>(
            async () =>
            {
                ArgumentNullException.ThrowIfNull(limits);
                var before = FindRates(scopeId);
                if (TenancyRules.CheckVersion(version, before.Version) is { } stale)
                {
                    return stale;
                }

                if (limits == before.Limits)
                {
                    return before;
                }

                var after = new RateRule(scopeId, limits, before.Version + 1);
                var audit = new AuditDraft(actor, "limits.set", scopeId, organizationId, _changes.Now)
                {
                    Before = LimitFacts.Of(before.Limits),
                    After = LimitFacts.Of(limits),
                };
                await store.PutRateLimitsAsync(after, audit, cancellationToken);
                Put(after);
                return after;
            },
            cancellationToken);

    public void Dispose() => _changes.Dispose();

    /// <summary>The refusal where there is no such budget.</summary>
    public static GatewayError Missing(string id) => new(
        GatewayErrorCode.NotFound, $"There is no budget '{LimitRules.Shorten(id)}'. GET /api/admin/v1/budgets lists those you may see.", "id");

    private static GatewayError Taken(Budget budget) => new(
        GatewayErrorCode.Conflict,
        $"That {LimitWords.Of(budget.Scope)} has a budget '{budget.Name}' already. Change its limit, or give this one another 'name'.", "name");

    private ValueTask<Result<BudgetState>> OnBudgetAsync(
        Guid id, long? version, Func<BudgetState, ValueTask<Result<BudgetState>>> change, CancellationToken cancellationToken) => _changes.RunAsync<BudgetState>(
        async () => budgets.StateOf(id) is not { } state ? Missing($"{Budget.IdPrefix}{id:N}")
            : TenancyRules.CheckVersion(version, state.Budget.Version) is { } stale ? stale
            : await change(state),
        cancellationToken);

    private AuditDraft Draft(AuditActor actor, string action, Budget budget, string? before, string? after) =>
        _changes.Draft(actor, action, budget.WireId, budget.OrganizationId, before, after);

    private void Put(RateRule rule)
    {
        _rules[rule.ScopeId] = rule;
        rates.Put(rule.ScopeId, rule.ScopeId.StartsWith("key_", StringComparison.Ordinal) ? "key" : "project", rule.Limits);
    }
}

using NextModel.Configuration;
using NextModel.Errors;
using NextModel.Identity;
using NextModel.Limits;

namespace NextModel.Gateway.Declaring;

/// <summary>Compares the budgets and rate limits of a file with those of the installation.</summary>
internal sealed class LimitsPlanner(
    PlanDraft plan, TenancyDirectory directory, LimitBook book, BudgetKeeper budgets, GatewaySnapshot snapshot, TimeProvider time)
{
    /// <param name="declared">What the file says of one object.</param>
    /// <param name="scope">What kind of object that is.</param>
    /// <param name="path">Names from the organization down to it.</param>
    /// <param name="existing">Its id; null where an earlier step makes it.</param>
    /// <param name="find">Its id, once that step was made.</param>
    public void Plan(DeclaredLimits declared, BudgetScope scope, string path, string? existing, Func<string> find)
    {
        var organization = path.Split('/')[0];
        var there = existing is null ? [] : budgets.States().Where(s => s.Budget.ScopeId == existing).Select(s => s.Budget).ToList();
        foreach (var budget in declared.Budgets)
        {
            PlanBudget(budget, scope, organization, $"{path}/{budget.Name}", there.FindAll(b => b.Name == budget.Name), find);
        }

        var total = there.Count + declared.Budgets.Count(d => there.TrueForAll(b => b.Name != d.Name));
        if (total > Budget.MaxPerScope && declared.Budgets.Count > 0)
        {
            plan.Report(
                declared.Budgets[0].Where,
                $"with those that are there '{path}' would have {total} budgets, and {Budget.MaxPerScope} is as many as there can be. Delete some first.");
        }

        if (declared.Rates is { } rates)
        {
            PlanRates(rates, organization, path, existing is null ? RateRule.None("") : book.FindRates(existing), find);
        }
    }

    /// <summary>The budgets of an organization that the file does not name. Those of what is revoked or archived count nothing and stay.</summary>
    public void PlanRemovals(Organization organization)
    {
        foreach (var budget in budgets.States().Select(s => s.Budget).Where(b => b.OrganizationId == organization.Id))
        {
            if (DeclaredPath.Find(directory, organization, budget.ScopeId) is { } path)
            {
                plan.Remove("delete", Kind(budget.Scope), $"{path}/{budget.Name}", async run =>
                    PlanDraft.Refusal(await book.DeleteAsync(run.Actor, budget.Id, budget.Version, run.CancellationToken)));
            }
        }
    }

    private void PlanBudget(DeclaredBudget declared, BudgetScope scope, string organization, string path, List<Budget> named, Func<string> find)
    {
        var kind = Kind(scope);
        plan.Declare(kind, path, declared.Where);
        if (declared.Model is { } model && !snapshot.Models.ContainsKey(model))
        {
            plan.Report(declared.Where, $"there is no model '{model}'. GET /v1/models lists all.");
        }

        if (named.Count > 1)
        {
            plan.Report(declared.Where, $"{named.Count} budgets there are called '{declared.Name}'. Rename or delete: {string.Join(", ", named.Select(b => b.WireId))}.");
            return;
        }

        if (named.Count == 0)
        {
            plan.Step("create", kind, path, LimitChanges.Describe(declared), async run =>
                PlanDraft.Refusal(await book.AddAsync(run.Actor, Make(declared, scope, organization, find()), run.CancellationToken)));
            return;
        }

        var before = named[0];
        if (LimitChanges.OfWhatCounts(before, declared) is { Length: > 0 } counts)
        {
            // One change in two steps of the plan, so that there is no moment without a budget.
            plan.Step("delete", kind, path, $"{counts}: what a budget counts cannot change", async run => PlanDraft.Refusal(
                await book.ReplaceAsync(run.Actor, before.Id, before.Version, Make(declared, scope, organization, before.ScopeId), run.CancellationToken)));
            plan.Step("create", kind, path, $"{LimitChanges.Describe(declared)}; counts from nothing", static _ => ValueTask.FromResult<GatewayError?>(null));
        }
        else if (LimitChanges.OfLimit(before, declared) is { Length: > 0 } change)
        {
            plan.Step("change", kind, path, change, async run => PlanDraft.Refusal(await book.ChangeAsync(
                run.Actor,
                before.Id,
                before.Version,
                b => b with { LimitNano = declared.LimitNano, IsHard = declared.IsHard, Thresholds = declared.Thresholds },
                run.CancellationToken)));
        }
    }

    private void PlanRates(RateLimits rates, string organization, string path, RateRule before, Func<string> find)
    {
        if (rates != before.Limits)
        {
            plan.Step("set", "rate limits", path, LimitChanges.Describe(before.Limits, rates), async run => PlanDraft.Refusal(await book.SetRatesAsync(
                run.Actor, directory.FindOrganizationByName(organization)!.Id, find(), before.Version, rates, run.CancellationToken)));
        }
    }

    private Budget Make(DeclaredBudget declared, BudgetScope scope, string organization, string scopeId)
    {
        var now = time.GetUtcNow();
        return new Budget
        {
            Id = Guid.CreateVersion7(now),
            OrganizationId = directory.FindOrganizationByName(organization)!.Id,
            Scope = scope,
            ScopeId = scopeId,
            Name = declared.Name,
            Model = declared.Model,
            Workload = declared.Workload,
            LimitNano = declared.LimitNano,
            IsHard = declared.IsHard,
            Period = declared.Period,
            TimeZone = declared.TimeZone,
            CreatedAt = now,
            Thresholds = declared.Thresholds,
            ThresholdsSince = now,
        };
    }

    private static string Kind(BudgetScope scope) => LimitWords.Of(scope) + " budget";
}

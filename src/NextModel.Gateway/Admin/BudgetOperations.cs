using NextModel.Configuration;
using NextModel.Errors;
using NextModel.Gateway.OpenAI;
using NextModel.Identity;
using NextModel.Limits;

namespace NextModel.Gateway.Admin;

/// <summary>
/// What an administrator may do about budgets. A budget belongs where what it counts belongs: those of a team, its projects and their keys
/// to that team, the others to the organization as a whole.
/// </summary>
public sealed class BudgetOperations(
    LimitBook book, BudgetKeeper budgets, TenancyDirectory directory, AdminObjects objects, SnapshotHolder snapshots, TimeProvider time)
{
    /// <summary>The budgets they may see and where those stand, all as of one moment, in no order.</summary>
    /// <param name="by">Who.</param>
    /// <param name="organization">Only this one's: id or name; all unless given.</param>
    public Result<BudgetView[]> List(Administrator by, string? organization)
    {
        ArgumentNullException.ThrowIfNull(by);
        string? only = null;
        if (organization is not null)
        {
            if (!objects.FindOrganization(by, organization).TryGet(out var found, out var missing))
            {
                return missing;
            }

            only = found.Id;
        }

        return budgets.States().Where(s => (only is null || s.Budget.OrganizationId == only) && Sees(by, s.Budget)).Select(View).ToArray();
    }

    public Result<BudgetView> Find(Administrator by, string id)
    {
        ArgumentNullException.ThrowIfNull(by);
        return Budget.TryParseId(id, out var known) && budgets.StateOf(known) is { } state && Sees(by, state.Budget) ? View(state) : LimitBook.Missing(id);
    }

    public async ValueTask<Result<BudgetView>> CreateAsync(Administrator by, BudgetRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(request);
        if (LimitWords.Scope(request.Scope) is not { } scope)
        {
            return Bad($"'scope' is '{request.Scope}'; it must be organization, team, project or key.", "scope");
        }

        if (LimitWords.Period(request.Window) is not { } period)
        {
            return Bad($"'window' is '{request.Window}'; it must be day, week, month or total.", "window");
        }

        if (request.Limit is not { } amount)
        {
            return Bad("'limit' is required: what may be spent in a window, in the organization's currency.", "limit");
        }

        var name = request.Name is { Length: > 0 } given ? given : Budget.DefaultName(period, request.Model, request.Workload);
        if ((LimitRules.CheckAmount(amount, "limit", out var limit) ?? LimitRules.CheckZone(request.TimeZone ?? "UTC") ?? CheckModel(request.Model)
            ?? LimitRules.CheckName(name)) is { } bad)
        {
            return bad;
        }

        if (!BudgetThresholds.Create(request.Thresholds).TryGet(out var thresholds, out var refusal)
            || !objects.FindOrganization(by, request.Organization).TryGet(out var organization, out refusal)
            || !Resolve(by, organization, scope, request.ScopeId).TryGet(out var scopeId, out refusal))
        {
            return refusal;
        }

        var now = time.GetUtcNow();
        var budget = new Budget
        {
            Id = Guid.CreateVersion7(now),
            OrganizationId = organization.Id,
            Scope = scope,
            ScopeId = scopeId,
            Name = name,
            Model = request.Model,
            Workload = request.Workload,
            LimitNano = limit,
            IsHard = request.Hard ?? true,
            Period = period,
            TimeZone = request.TimeZone ?? "UTC",
            CreatedAt = now,
            Thresholds = thresholds,
            ThresholdsSince = now,
        };
        return Show(await book.AddAsync(by.Actor, budget, cancellationToken));
    }

    /// <summary>Changes name, limit, hard and thresholds; what the budget counts is what it was made for.</summary>
    /// <param name="by">Who.</param>
    /// <param name="id">Which.</param>
    /// <param name="version">The version the change was made from; null for any.</param>
    /// <param name="request">What is null stays as it is.</param>
    /// <param name="cancellationToken">Gives up waiting for the writer.</param>
    public ValueTask<Result<BudgetView>> ChangeAsync(
        Administrator by, string id, long? version, BudgetRequest request, CancellationToken cancellationToken) =>
        OnAsync(by, id, known => book.ChangeAsync(by.Actor, known, version, budget => Changed(budget, request), cancellationToken));

    public ValueTask<Result<BudgetView>> DeleteAsync(Administrator by, string id, long? version, CancellationToken cancellationToken) =>
        OnAsync(by, id, known => book.DeleteAsync(by.Actor, known, version, cancellationToken));

    public async ValueTask<Result<BudgetView>> ReconcileAsync(
        Administrator by, string id, long? version, ReconcileRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return LimitRules.CheckAmount(request.Settled ?? 0, "settled", out var settled) is { } bad
            ? bad
            : await OnAsync(by, id, known => book.ReconcileAsync(by.Actor, known, version, settled, cancellationToken));
    }

    private async ValueTask<Result<BudgetView>> OnAsync(Administrator by, string id, Func<Guid, ValueTask<Result<BudgetState>>> change)
    {
        if (!Budget.TryParseId(id, out var known) || budgets.StateOf(known) is not { Budget: var budget } || !Sees(by, budget))
        {
            return LimitBook.Missing(id);
        }

        return BindingRule.WhyNot(by, budget.OrganizationId, budget.Scope is BudgetScope.Organization or BudgetScope.Team ? null : TeamOf(budget), "budget")
            ?? Show(await change(known));
    }

    private static Result<Budget> Changed(Budget budget, BudgetRequest request)
    {
        foreach (var (name, asked, kept) in (ReadOnlySpan<(string, string?, string?)>)
            [
                ("scope", request.Scope, LimitWords.Of(budget.Scope)), ("scope_id", request.ScopeId, budget.ScopeId),
                ("model", request.Model, budget.Model), ("workload", request.Workload, budget.Workload),
                ("window", request.Window, LimitWords.Of(budget.Period)), ("time_zone", request.TimeZone, budget.TimeZone),
            ])
        {
            if (asked is not null && asked != kept)
            {
                return Bad(
                    $"'{name}' is '{kept ?? "not set"}' and cannot change: it says what the budget has counted so far. Delete the budget and make another, "
                    + "which counts from nothing; or leave the member out.", name);
            }
        }

        var limit = budget.LimitNano;
        if (request.Limit is { } asking && LimitRules.CheckAmount(asking, "limit", out limit) is { } badLimit)
        {
            return badLimit;
        }

        if (!BudgetThresholds.Create(request.Thresholds).TryGet(out var thresholds, out var badThresholds))
        {
            return badThresholds;
        }

        var changed = budget with
        {
            Thresholds = request.Thresholds is null ? budget.Thresholds : thresholds,
            Name = request.Name is { Length: > 0 } renamed ? renamed : budget.Name,
            LimitNano = limit,
            IsHard = request.Hard ?? budget.IsHard,
        };
        return LimitRules.CheckName(changed.Name) is { } badName ? badName : changed;
    }

    private Result<string> Resolve(Administrator by, Organization organization, BudgetScope scope, string? name)
    {
        GatewayError? missing;
        switch (scope)
        {
            case BudgetScope.Organization when name is not null && name != organization.Id && name != organization.Name:
                return AdminObjects.Missing("organization", name);
            case BudgetScope.Organization:
                return BindingRule.WhyNot(by, organization.Id, null, "budget") is { } forbidden ? forbidden : organization.Id;
            case BudgetScope.Team:
                return !objects.FindTeam(by, organization.Id, name ?? "").TryGet(out var team, out missing) ? Named(missing)
                    : BindingRule.WhyNot(by, organization.Id, null, "budget") is { } reserved ? reserved : team.Id;
            case BudgetScope.Project:
                return objects.FindProject(by, organization.Id, name ?? "").TryGet(out var project, out missing) ? project.Id : Named(missing);
            default:
                return objects.FindKey(by, name ?? "").TryGet(out var caller, out missing) && caller.Organization.Id == organization.Id
                    ? caller.Key.Id
                    : Named(missing ?? AdminObjects.Missing("key", name ?? ""));
        }

        static GatewayError Named(GatewayError missing) => missing with { Param = "scope_id" };
    }

    private GatewayError? CheckModel(string? model) => model is null || snapshots.Current.Models.ContainsKey(model)
        ? null
        : Bad($"There is no model '{Header.Show(model)}'. GET /v1/models lists all.", "model");

    private bool Sees(Administrator by, Budget budget) => by.Holds(AccessRole.Viewer, budget.OrganizationId, TeamOf(budget));

    private string? TeamOf(Budget budget) => directory.TeamOf(budget.ScopeId);

    private Result<BudgetView> Show(Result<BudgetState> result) => result.TryGet(out var state, out var refusal) ? View(state) : refusal;

    private BudgetView View(BudgetState state) =>
        BudgetView.Of(state, directory.FindOrganization(state.Budget.OrganizationId)?.Currency ?? snapshots.Current.Currency);

    private static GatewayError Bad(string message, string param) => new(GatewayErrorCode.InvalidRequest, message, param);
}

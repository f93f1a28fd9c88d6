using NextModel.Billing;
using NextModel.Configuration;
using NextModel.Errors;
using NextModel.Identity;
using NextModel.Limits;

namespace NextModel.Gateway.Admin;

/// <summary>What an administrator may do about budgets and rate limits.</summary>
public sealed class LimitOperations(
    LimitBook book, BudgetKeeper budgets, RateLimiter rates, TenancyDirectory directory, SnapshotHolder snapshots, TimeProvider time)
{
    /// <summary>All budgets and where they stand.</summary>
    public BudgetList ListBudgets() => new([.. budgets.States().Select(View)]);

    public Result<BudgetView> FindBudget(string id) =>
        Budget.TryParseId(id, out var budget) && budgets.StateOf(budget) is { } state ? View(state) : Missing(id);

    public async ValueTask<Result<BudgetView>> CreateBudgetAsync(BudgetRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (LimitWords.Scope(request.Scope) is not { } scope)
        {
            return Bad($"'scope' is '{request.Scope}'; it must be organization, team, project or key.", "scope");
        }

        if (LimitWords.Period(request.Window) is not { } period)
        {
            return Bad($"'window' is '{request.Window}'; it must be day, week, month or total.", "window");
        }

        var zone = request.TimeZone ?? "UTC";
        if (BudgetCalendar.Find(zone, period) is null)
        {
            return Bad($"There is no time zone '{Shorten(zone)}'. Use an IANA name such as Europe/London or UTC.", "time_zone");
        }

        if (request.Limit is null)
        {
            return Bad("'limit' is required: what may be spent in a window, in the organization's currency.", "limit");
        }

        if (Amount(request.Limit.Value, "limit", out var limit) is { } badLimit)
        {
            return badLimit;
        }

        if (request.Model is { } model && !snapshots.Current.Models.ContainsKey(model))
        {
            return Bad($"There is no model '{Shorten(model)}'. GET /v1/models lists all.", "model");
        }

        if (!Resolve(request.Organization, scope, request.ScopeId).TryGet(out var owner, out var unknown))
        {
            return unknown;
        }

        var now = time.GetUtcNow();
        var budget = new Budget
        {
            Id = Guid.CreateVersion7(now),
            OrganizationId = owner.Organization.Id,
            Scope = scope,
            ScopeId = owner.Id,
            Name = request.Name ?? "",
            Model = request.Model,
            Workload = request.Workload,
            LimitNano = limit,
            IsHard = request.Hard ?? true,
            Period = period,
            TimeZone = zone,
            CreatedAt = now,
        };
        return CheckName(budget.Name) is { } badName ? badName : Show(await book.AddAsync(budget, cancellationToken));
    }

    /// <summary>Changes name, limit and hard; what the budget counts is what it was made for.</summary>
    public async ValueTask<Result<BudgetView>> ChangeBudgetAsync(string id, BudgetRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Budget.TryParseId(id, out var known)
            ? Show(await book.ChangeAsync(known, budget => Changed(budget, request), cancellationToken))
            : Missing(id);
    }

    public async ValueTask<Result<BudgetView>> DeleteBudgetAsync(string id, CancellationToken cancellationToken) =>
        Budget.TryParseId(id, out var known) ? Show(await book.DeleteAsync(known, cancellationToken)) : Missing(id);

    public async ValueTask<Result<BudgetView>> ReconcileBudgetAsync(string id, ReconcileRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!Budget.TryParseId(id, out var known))
        {
            return Missing(id);
        }

        return Amount(request.Settled ?? 0, "settled", out var settled) is { } bad ? bad : Show(await book.ReconcileAsync(known, settled, cancellationToken));
    }

    public Result<RateLimitsBody> FindRates(string scopeId) => CheckRated(scopeId) is { } unknown ? unknown : Body(rates.Find(scopeId));

    /// <summary>Organization of a key or project; empty when there is none of that id.</summary>
    public string OrganizationOf(string scopeId) =>
        directory.FindKey(scopeId)?.Organization.Id ?? directory.FindProject(scopeId)?.OrganizationId ?? "";

    public async ValueTask<Result<RateLimitsBody>> SetRatesAsync(string scopeId, RateLimitsBody body, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (CheckRated(scopeId) is { } unknown)
        {
            return unknown;
        }

        foreach (var (name, value) in (ReadOnlySpan<(string, long?)>)
            [("requests_per_minute", body.RequestsPerMinute), ("tokens_per_minute", body.TokensPerMinute), ("concurrent", body.Concurrent)])
        {
            if (value is < 1 or > RateLimits.Most)
            {
                return Bad($"'{name}' is {value}; it must be 1 to {RateLimits.Most}, or left out for no limit.", name);
            }
        }

        await book.SetRatesAsync(
            scopeId, new RateLimits(body.RequestsPerMinute, body.TokensPerMinute, (int?)body.Concurrent), cancellationToken);
        return Body(rates.Find(scopeId));
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
        if (request.Limit is { } asking && Amount(asking, "limit", out limit) is { } badLimit)
        {
            return badLimit;
        }

        var changed = budget with { Name = request.Name ?? budget.Name, LimitNano = limit, IsHard = request.Hard ?? budget.IsHard };
        return CheckName(changed.Name) is { } badName ? badName : changed;
    }

    private Result<LimitOwner> Resolve(string organization, BudgetScope scope, string? name)
    {
        if ((directory.FindOrganizationByName(organization) ?? directory.FindOrganization(organization)) is not { } owner)
        {
            return new GatewayError(GatewayErrorCode.NotFound, $"There is no organization '{Shorten(organization)}'.", "organization");
        }

        var id = scope switch
        {
            BudgetScope.Organization => name is null || name == owner.Id || name == owner.Name ? owner.Id : null,
            BudgetScope.Team => (directory.FindTeamByName(owner.Id, name ?? "") ?? OfOwner(directory.FindTeam(name ?? "")))?.Id,
            BudgetScope.Project => (directory.FindProjectByName(owner.Id, name ?? "") ?? OfOwnerProject(directory.FindProject(name ?? "")))?.Id,
            _ => directory.FindKey(name ?? "") is { } caller && caller.Organization.Id == owner.Id ? caller.Key.Id : null,
        };
        return id is null
            ? new GatewayError(
                GatewayErrorCode.NotFound, $"There is no {LimitWords.Of(scope)} '{Shorten(name ?? "")}' in '{owner.Name}'; name it in 'scope_id'.", "scope_id")
            : new LimitOwner(owner, id);

        Team? OfOwner(Team? team) => team?.OrganizationId == owner.Id ? team : null;
        Project? OfOwnerProject(Project? project) => project?.OrganizationId == owner.Id ? project : null;
    }

    private GatewayError? CheckRated(string scopeId) => directory.FindKey(scopeId) is null && directory.FindProject(scopeId) is null
        ? new GatewayError(GatewayErrorCode.NotFound, $"There is no key or project '{Shorten(scopeId)}'; name it by its id.")
        : null;

    private Result<BudgetView> Show(Result<BudgetState> result) => result.TryGet(out var state, out var refusal) ? View(state) : refusal;

    private BudgetView View(BudgetState state) =>
        BudgetView.Of(state, directory.FindOrganization(state.Budget.OrganizationId)?.Currency ?? snapshots.Current.Currency);

    private static RateLimitsBody Body(RateLimits? limits) => new(limits?.RequestsPerMinute, limits?.TokensPerMinute, limits?.Concurrent);

    private static GatewayError? Amount(decimal amount, string name, out long nano)
    {
        nano = 0;
        return amount < 0 || Money.Round(amount) != amount || !Money.TryToNanos(amount, out nano)
            ? Bad($"'{name}' is {amount}; it must be 0 to {Money.FormatAmount(Money.MaxAmount)} with at most 9 decimals.", name)
            : null;
    }

    private static GatewayError? CheckName(string name) => name.Length > TenancyRules.MaxNameLength || name.Any(char.IsControl)
        ? Bad($"'name' may have up to {TenancyRules.MaxNameLength} characters, none of them control characters.", "name")
        : null;

    private static GatewayError Missing(string id) => new(
        GatewayErrorCode.NotFound, $"There is no budget '{Shorten(id)}'. GET /api/admin/v1/budgets lists all.");

    private static GatewayError Bad(string message, string param) => new(GatewayErrorCode.InvalidRequest, message, param);

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "…";

    private sealed record LimitOwner(Organization Organization, string Id);
}

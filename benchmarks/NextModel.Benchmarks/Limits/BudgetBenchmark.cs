using System.Collections.Frozen;
using BenchmarkDotNet.Attributes;
using NextModel.Billing;
using NextModel.Catalog;
using NextModel.Identity;
using NextModel.Limits;
using NextModel.Testing.Ledger;

namespace NextModel.Benchmarks.Limits;

/// <summary>What budgets at four levels and rate limits add to a request.</summary>
[MemoryDiagnoser]
public class BudgetBenchmark
{
    private readonly BudgetKeeper _none = new(TimeProvider.System);
    private readonly BudgetKeeper _keeper = new(TimeProvider.System);
    private readonly RateLimiter _limiter = new(TimeProvider.System);
    private readonly Caller _caller = SampleTenant.Caller();
    private readonly Caller _refused = SampleTenant.Caller(key: 2);
    private readonly Offer[] _targets = [SampleTenant.Offer, SampleTenant.Offer];
    private readonly FrozenDictionary<(string From, string To), FxRate> _rates = FrozenDictionary<(string, string), FxRate>.Empty;

    public BudgetBenchmark()
    {
        foreach (var (scope, id) in new[]
        {
            (BudgetScope.Key, _caller.Key.Id), (BudgetScope.Project, _caller.Project.Id), (BudgetScope.Team, _caller.Team.Id),
            (BudgetScope.Organization, _caller.Organization.Id),
        })
        {
            _keeper.Put(new Budget
            {
                Id = Guid.CreateVersion7(SampleTenant.Day),
                OrganizationId = _caller.Organization.Id,
                Scope = scope,
                ScopeId = id,
                LimitNano = long.MaxValue / 2,
                Period = BudgetPeriod.Month,
                TimeZone = "Europe/London",
                CreatedAt = SampleTenant.Day,
            });
        }

        _limiter.Put(_caller.Key.Id, "key", new RateLimits(RateLimits.Most, RateLimits.Most, RateLimits.Most));
        _limiter.Put(_refused.Key.Id, "key", new RateLimits(1, null, null));
        _limiter.TryEnter(_refused, out _);
    }

    [Benchmark(Baseline = true)]
    [AllocationBudget(0)]
    public bool NothingConfigured() => _none.ChainOf(_caller, "my-model", "") is null;

    /// <summary>Chain, ceiling over two targets, reserve and settle at key, project, team and organization.</summary>
    [Benchmark]
    [AllocationBudget(1024)]
    public bool ReserveAndSettle()
    {
        var chain = _keeper.ChainOf(_caller, "my-model", "")!;
        CostCeiling.Of(_targets, "USD", _rates, 1).TryGet(out var ceiling, out _);
        var refusal = _keeper.TryReserve(chain, new BudgetAsk(ceiling, 500, 1024, 1024), out var reservation);
        reservation!.SettledNano = 1;
        _keeper.Settle(reservation);
        return refusal is null;
    }

    [Benchmark]
    [AllocationBudget(256)]
    public bool RateAdmitted()
    {
        var refusal = _limiter.TryEnter(_caller, out var pass);
        pass!.TakeTokens(500);
        pass.SettleTokens(42);
        pass.Dispose();
        return refusal is null;
    }

    /// <summary>A denial costs less than 20 µs.</summary>
    [Benchmark]
    public bool RateRefused() => _limiter.TryEnter(_refused, out _) is null;
}

using System.Collections.Frozen;
using NextModel.Billing;
using NextModel.Catalog;
using NextModel.Limits;
using NextModel.Testing.Ledger;

namespace NextModel.Tests.Limits;

/// <summary>Budgets and ceilings for tests.</summary>
internal static class BudgetSamples
{
    public static FrozenDictionary<(string From, string To), FxRate> NoRates { get; } = FrozenDictionary<(string, string), FxRate>.Empty;

    public static Budget Budget(
        BudgetScope scope = BudgetScope.Project, long limit = 1_000, BudgetPeriod period = BudgetPeriod.Day, bool hard = true, string zone = "UTC")
    {
        var caller = SampleTenant.Caller();
        return new Budget
        {
            Id = Guid.NewGuid(),
            OrganizationId = caller.Organization.Id,
            Scope = scope,
            ScopeId = SampleTenant.ScopeId(caller, scope),
            LimitNano = limit,
            IsHard = hard,
            Period = period,
            TimeZone = zone,
            CreatedAt = SampleTenant.Day,
        };
    }

    /// <summary>A ceiling at a price of so many nanos per token of input and output.</summary>
    public static CostCeiling Ceiling(decimal inputNano, decimal outputNano, int choices = 1) => Ceiling(choices, (inputNano, outputNano));

    /// <summary>The same over several targets.</summary>
    public static CostCeiling Ceiling(int choices, params (decimal Input, decimal Output)[] targets)
    {
        var offers = targets.Select(t => SampleTenant.Offer with { Price = new Price("p", "USD", t.Input / 1000, t.Input / 1000, t.Output / 1000) });
        CostCeiling.Of([.. offers], "USD", NoRates, choices).TryGet(out var ceiling, out _).ShouldBeTrue();
        return ceiling!;
    }

    /// <summary>What a request of one token of output and nothing else asks for, at that price.</summary>
    public static BudgetAsk Exactly(long nano) => new(Ceiling(0, nano), 0, 1, 1);
}

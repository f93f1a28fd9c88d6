using NextModel.Limits;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Tests.Limits;

/// <summary>A request that may fall back to another model holds something of every budget it may come to touch, and settles in those it did.</summary>
public sealed class BudgetFallbackTests
{
    private static readonly string[] Models = ["a", "b", "c"];

    [Fact]
    public void Settle_AnyPlanAndAnyModelServes_NoBudgetIsPassedAndEachCountsItsOwn() => Seeds.ForAll(1_000, random =>
    {
        var keeper = new BudgetKeeper(new ManualTime(SampleTenant.Day));
        var budgets = Enumerable.Range(0, random.Next(1, 7)).Select(_ => BudgetSamples.Budget(
            (BudgetScope)random.Next(1, 5), random.Next(0, 300), BudgetPeriod.Month, hard: random.Next(4) > 0) with
        {
            Model = random.Next(3) == 0 ? null : Models[random.Next(3)],
        }).ToList();
        budgets.ForEach(budget => keeper.Put(budget));
        var caller = SampleTenant.Caller();
        var spent = budgets.ToDictionary(b => b.Id, _ => 0L);
        var open = new List<(BudgetReservation Reservation, string[] Plan)>();
        for (var step = 0; step < 40; step++)
        {
            var plan = Models.Where(_ => random.Next(2) == 0).DefaultIfEmpty("a").ToArray();
            if (random.Next(2) == 0 && keeper.ChainOf(caller, plan, "") is { } chain
                && keeper.TryReserve(chain, random.Next(1, 60), out var made) is null)
            {
                open.Add((made!, plan));
            }
            else if (open.Count > 0)
            {
                var (reservation, reach) = open[random.Next(open.Count)];
                open.RemoveAll(o => ReferenceEquals(o.Reservation, reservation));
                var served = reach[random.Next(reach.Length)];
                reservation.ServedBy(served);
                reservation.SettledNano = random.NextInt64(0, reservation.ReservedNano + 1);
                keeper.Settle(reservation);
                foreach (var budget in budgets.Where(b => b.Counts(served, "")))
                {
                    spent[budget.Id] += reservation.SettledNano;
                }
            }

            foreach (var state in keeper.States())
            {
                state.SettledNano.ShouldBe(spent[state.Budget.Id]);
                (state.Budget.IsHard && state.SettledNano + state.ReservedNano > state.Budget.LimitNano).ShouldBeFalse();
            }
        }

        open.ForEach(o => keeper.Abandon(o.Reservation, wasDispatched: false));
        keeper.States().ShouldAllBe(s => s.ReservedNano == 0);
    });
}

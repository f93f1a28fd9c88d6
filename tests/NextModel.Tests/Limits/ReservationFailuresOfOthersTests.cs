using NextModel.Limits;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Tests.Limits;

/// <summary>Ways in which gateways are known to fail at reservations, each under the name of the failure.</summary>
public sealed class ReservationFailuresOfOthersTests
{
    // Some take nothing in advance from whoever has a hundred times what the request can cost.
    [Fact]
    public void NoReservationWhereTheLimitIsLarge_AMillionTimesWhatItCosts_IsReservedAllTheSame()
    {
        var keeper = new BudgetKeeper(new ManualTime(SampleTenant.Day));
        var budget = BudgetSamples.Budget(limit: 1_000_000);
        keeper.Put(budget);

        keeper.TryReserve(keeper.ChainOf(SampleTenant.Caller(), "m", "")!, 1, out var reservation).ShouldBeNull();

        reservation!.ReservedNano.ShouldBe(1);
        keeper.StateOf(budget.Id)!.ReservedNano.ShouldBe(1);
    }
}

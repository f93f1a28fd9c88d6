using NextModel.Errors;
using NextModel.Limits;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Tests.Limits;

public sealed class BudgetKeeperTests
{
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 11, 21, 9, 30, 0, TimeSpan.Zero));

    [Fact]
    public void ChainOf_NothingConfigured_IsNull() =>
        new BudgetKeeper(_time).ChainOf(SampleTenant.Caller(), "m", "").ShouldBeNull();

    [Fact]
    public void ChainOf_FourLevelsAndFilters_HasWhatCountsTheRequest()
    {
        var keeper = new BudgetKeeper(_time);
        var fits = Enum.GetValues<BudgetScope>().Select(scope => BudgetSamples.Budget(scope)).ToList();
        fits.Add(BudgetSamples.Budget() with { Model = "m", Workload = "w" });
        fits.ForEach(budget => keeper.Put(budget));
        keeper.Put(BudgetSamples.Budget() with { Model = "other" });
        keeper.Put(BudgetSamples.Budget() with { Workload = "other" });
        keeper.Put(BudgetSamples.Budget() with { ScopeId = SampleTenant.Caller(project: 2).Project.Id });

        keeper.ChainOf(SampleTenant.Caller(), "m", "w")!.Accounts.Select(a => a.Budget.Id).ShouldBe(fits.Select(b => b.Id), ignoreOrder: true);
    }

    // litellm#34732, sub2api#3535: check, then act.
    [Fact]
    public async Task TryReserve_ManyAtOnce_CheckThenIncrementRaceIsImpossible()
    {
        var keeper = new BudgetKeeper(_time);
        var budget = BudgetSamples.Budget(limit: 370);
        keeper.Put(budget);
        var chain = keeper.ChainOf(SampleTenant.Caller(), "m", "")!;
        var admitted = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 2_000; i++)
            {
                if (keeper.TryReserve(chain, 10, out var reservation) is null)
                {
                    Interlocked.Increment(ref admitted);
                    reservation!.SettledNano = 10;
                    keeper.Settle(reservation);
                }
            }
        })));

        admitted.ShouldBe(37);
        keeper.StateOf(budget.Id)!.ShouldSatisfyAllConditions(
            s => s.SettledNano.ShouldBe(370), s => s.ReservedNano.ShouldBe(0), s => s.UnknownNano.ShouldBe(0));
    }

    // litellm#27639: a user at $0 was refused because of reservations nobody gave back.
    [Fact]
    public void Release_AfterReserve_NoReservationLeaks()
    {
        var keeper = new BudgetKeeper(_time);
        keeper.Put(BudgetSamples.Budget(limit: 10));
        var chain = keeper.ChainOf(SampleTenant.Caller(), "m", "")!;
        for (var i = 0; i < 1_000; i++)
        {
            keeper.TryReserve(chain, 10, out var reservation).ShouldBeNull();
            keeper.Abandon(reservation!, wasDispatched: false);
        }
    }

    [Fact]
    public void TryReserve_OneLevelHasNoRoom_TakesFromNone()
    {
        var keeper = new BudgetKeeper(_time);
        var (wide, narrow) = (BudgetSamples.Budget(BudgetScope.Organization, 1_000), BudgetSamples.Budget(BudgetScope.Key, 9));
        keeper.Put(wide);
        keeper.Put(narrow);

        var refusal = keeper.TryReserve(keeper.ChainOf(SampleTenant.Caller(), "m", "")!, 10, out var reservation).ShouldNotBeNull();

        reservation.ShouldBeNull();
        refusal.Code.ShouldBe(GatewayErrorCode.BudgetExceeded);
        refusal.Message.ShouldContain(narrow.WireId);
        refusal.Message.ShouldContain("2026-11-22T00:00:00Z");
        keeper.StateOf(wide.Id)!.ReservedNano.ShouldBe(0);
    }

    // OpenRouter: 402 although affordable, because of the model's largest output.
    [Fact]
    public void TryReserve_MayBeClamped_TakesWhatIsAffordable()
    {
        var keeper = new BudgetKeeper(_time);
        var budget = BudgetSamples.Budget(limit: 1_000);
        keeper.Put(budget);
        var chain = keeper.ChainOf(SampleTenant.Caller(), "m", "")!;

        keeper.TryReserve(chain, new BudgetAsk(BudgetSamples.Ceiling(1, 3, choices: 2), 100, 8_192, 16), out var reservation).ShouldBeNull();

        reservation!.OutputTokens.ShouldBe(150);
        reservation.ReservedNano.ShouldBe(1_000);
        reservation.ClampedBy.ShouldBe(budget.Id);
    }

    [Fact]
    public void TryReserve_BudgetThatOnlyCounts_RefusesNothing()
    {
        var keeper = new BudgetKeeper(_time);
        var budget = BudgetSamples.Budget(limit: 5, hard: false);
        keeper.Put(budget);

        keeper.TryReserve(keeper.ChainOf(SampleTenant.Caller(), "m", "")!, BudgetSamples.Exactly(50), out var reservation).ShouldBeNull();
        reservation!.SettledNano = 50;
        keeper.Settle(reservation);

        keeper.StateOf(budget.Id)!.SettledNano.ShouldBe(50);
        keeper.StateOf(budget.Id)!.RemainingNano.ShouldBe(0);
    }

    // litellm#34896: a window that resets late by the offset of its zone. What the state says is what happens.
    [Theory]
    [InlineData("Europe/London")]
    [InlineData("Asia/Kuala_Lumpur")]
    [InlineData("America/New_York")]
    public void StateOf_NextReset_IsTheInstantThatHappens(string zone)
    {
        var time = new ManualTime(new DateTimeOffset(2026, 3, 1, 0, 30, 0, TimeSpan.Zero));
        var keeper = new BudgetKeeper(time);
        var budget = BudgetSamples.Budget(limit: 10, zone: zone);
        keeper.Put(budget);
        var chain = keeper.ChainOf(SampleTenant.Caller(), "m", "")!;
        for (var day = 0; day < 260; day++)
        {
            keeper.TryReserve(chain, 10, out var reservation).ShouldBeNull();
            reservation!.SettledNano = 10;
            keeper.Settle(reservation);
            var reset = keeper.StateOf(budget.Id)!.Window.End!.Value;
            time.Advance(reset - time.GetUtcNow() - TimeSpan.FromTicks(1));
            keeper.TryReserve(chain, 1, out _).ShouldNotBeNull($"a tick before {reset:u}");
            time.Advance(TimeSpan.FromTicks(1));
            keeper.StateOf(budget.Id)!.SettledNano.ShouldBe(0);
        }
    }

    [Fact]
    public void Settle_AfterTheWindowHasRolled_CountsWhereItWasReserved()
    {
        var keeper = new BudgetKeeper(_time);
        var budget = BudgetSamples.Budget(limit: 10);
        keeper.Put(budget);
        var chain = keeper.ChainOf(SampleTenant.Caller(), "m", "")!;
        keeper.TryReserve(chain, 10, out var before).ShouldBeNull();
        var window = keeper.StateOf(budget.Id)!.Window;
        _time.Advance(TimeSpan.FromDays(1));
        keeper.TryReserve(chain, 10, out _).ShouldBeNull();
        before!.SettledNano = 10;
        keeper.Settle(before);

        keeper.StateOf(budget.Id)!.SettledNano.ShouldBe(0);
        before.Shares().Single().WindowStart.ShouldBe(window.Key);
    }

    [Fact]
    public void Put_StoredWindowLiesAhead_ClockThatStepsBackOpensNoWindowAgain()
    {
        var budget = BudgetSamples.Budget(limit: 10);
        var tomorrow = new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);
        var keeper = new BudgetKeeper(_time);

        keeper.Put(budget, new BudgetCount(budget.Id, tomorrow.ToUnixTimeSeconds(), 7, 2));

        var state = keeper.StateOf(budget.Id)!;
        state.Window.Start.ShouldBe(tomorrow);
        (state.SettledNano, state.UnknownNano, state.RemainingNano).ShouldBe((7, 2, 1));
    }

    [Fact]
    public void Put_LimitBelowWhatIsSpent_RefusesUntilTheReset()
    {
        var keeper = new BudgetKeeper(_time);
        var budget = BudgetSamples.Budget(limit: 10);
        keeper.Put(budget);
        var chain = keeper.ChainOf(SampleTenant.Caller(), "m", "")!;
        keeper.TryReserve(chain, 8, out var reservation).ShouldBeNull();
        keeper.Put(budget with { LimitNano = 5 });

        keeper.TryReserve(chain, 1, out _).ShouldNotBeNull();
        keeper.StateOf(budget.Id)!.RemainingNano.ShouldBe(0);
        reservation!.SettledNano = 8;
        keeper.Settle(reservation);
        _time.Advance(TimeSpan.FromDays(1));
        keeper.TryReserve(chain, 5, out _).ShouldBeNull();
    }
}

using FsCheck;
using FsCheck.Fluent;
using NextModel.Limits;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Tests.Limits;

/// <summary>Thresholds: when they are reached, to the last unit, and that a crossing is heard of once in a window.</summary>
public sealed class BudgetThresholdsTests
{
    [Theory]
    [InlineData(1_000, 50, 499, false)]
    [InlineData(1_000, 50, 500, true)]
    [InlineData(999, 50, 499, false)]
    [InlineData(999, 50, 500, true)]
    [InlineData(0, 50, 0, false)]
    [InlineData(0, 50, 1, true)]
    [InlineData(long.MaxValue, 1000, long.MaxValue - 1, false)]
    public void ReachedBy_Amount_IsExact(long limit, int percent, long used, bool reached) =>
        Of(percent).ReachedBy(used, limit).Any().ShouldBe(reached);

    [Fact]
    public void NextAbove_AnyAmount_IsTheLeastThatReachesMore() =>
        Prop.ForAll<int, int, byte>((limit, used, percent) => Holds(Math.Abs((long)limit), Math.Abs((long)used), percent, (byte)(limit ^ used)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    private static bool Holds(long limit, long used, byte first, byte second)
    {
        var thresholds = first == second ? Of(first + 1) : Of(first + 1, second + 1);
        var next = thresholds.NextAbove(used, limit);
        return next == long.MaxValue
            ? thresholds.ReachedBy(used, limit).Count() == thresholds.Percents.Count
            : next > used && thresholds.ReachedBy(next, limit).Count() > thresholds.ReachedBy(used, limit).Count()
                && thresholds.ReachedBy(next - 1, limit).Count() == thresholds.ReachedBy(used, limit).Count();
    }

    [Fact]
    public void Parse_WhatToStringWrote_IsTheSame()
    {
        BudgetThresholds.Parse(Of(100, 50, 80).ToString()).ShouldBe(Of(50, 80, 100));
        BudgetThresholds.Parse(BudgetThresholds.None.ToString()).ShouldBe(BudgetThresholds.None);
    }

    [Fact]
    public void Settle_PastAThreshold_IsHeardOfOnceInAWindowAndAgainInTheNext()
    {
        var time = new ManualTime(SampleTenant.Day);
        var keeper = new BudgetKeeper(time);
        keeper.Put(BudgetSamples.Budget(limit: 1_000) with { Thresholds = Of(50, 80) });

        Spend(keeper, 499);
        keeper.Crossings.TryRead(out _).ShouldBeFalse();
        Spend(keeper, 1);
        keeper.Crossings.TryRead(out var first).ShouldBeTrue();
        first!.UsedNano.ShouldBe(500);
        Spend(keeper, 200);
        keeper.Crossings.TryRead(out _).ShouldBeFalse();
        Spend(keeper, 200);
        keeper.Crossings.TryRead(out var second).ShouldBeTrue();
        second!.UsedNano.ShouldBe(900);
        Spend(keeper, 100);
        keeper.Crossings.TryRead(out _).ShouldBeFalse();
        time.Advance(TimeSpan.FromDays(1));
        Spend(keeper, 500);
        keeper.Crossings.TryRead(out var next).ShouldBeTrue();
        next!.Window.Start.ShouldBe(first.Window.Start.AddDays(1));
    }

    [Fact]
    public void Hold_PastAThreshold_CountsWhatMayHaveBeenSpent()
    {
        var keeper = new BudgetKeeper(new ManualTime(SampleTenant.Day));
        keeper.Put(BudgetSamples.Budget(limit: 1_000) with { Thresholds = Of(50) });
        keeper.TryReserve(keeper.ChainOf(SampleTenant.Caller(), "m", "")!, 600, out var reservation).ShouldBeNull();

        keeper.Crossings.TryRead(out _).ShouldBeFalse("what is in flight is not spent");
        keeper.Hold(reservation!);

        keeper.Crossings.TryRead(out var crossing).ShouldBeTrue();
        crossing!.UsedNano.ShouldBe(600);
    }

    private static void Spend(BudgetKeeper keeper, long nano)
    {
        keeper.TryReserve(keeper.ChainOf(SampleTenant.Caller(), "m", "")!, nano, out var reservation).ShouldBeNull();
        reservation!.SettledNano = nano;
        keeper.Settle(reservation);
    }

    private static BudgetThresholds Of(params int[] percents) =>
        BudgetThresholds.Create(percents).TryGet(out var thresholds, out var refusal) ? thresholds : throw new InvalidOperationException(refusal.Message);
}

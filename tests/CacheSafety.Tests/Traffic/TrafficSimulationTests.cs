using CacheSafety.Traffic;

namespace CacheSafety.Tests.Traffic;

public sealed class TrafficSimulationTests
{
    private static readonly HitChances All = new(1, 1, 1, 1, 0);
    private static readonly TrafficProfile Repeats = new("repeats", 1, 0, 0, 0, 0, 0);

    [Fact]
    public void Run_OneItem_MissesOnlyTheFirst()
    {
        var run = TrafficSimulation.Run(new TrafficShape(1, 1, 1_000, 1, TimeSpan.FromDays(1), 10), Repeats, All);

        run.SafeHitRate.ShouldBe(0.999);
        (run.Expired, run.Evicted).ShouldBe((0, 0));
    }

    [Fact]
    public void Run_EntriesThatLiveAnInstant_NeverHit()
    {
        var run = TrafficSimulation.Run(new TrafficShape(1, 1, 1_000, 1, TimeSpan.Zero, 10), Repeats, All);

        run.SafeHitRate.ShouldBe(0);
        run.Expired.ShouldBe(999);
    }

    [Fact]
    public void Run_PoissonArrivalsAtOneItem_HitAsTheTimeToLiveSays()
    {
        // A fill serves what comes within 10 s at one a second: 10 of 11 on average (renewal theory).
        var run = TrafficSimulation.Run(new TrafficShape(1, 1, 200_000, 1, TimeSpan.FromSeconds(10), 10), Repeats, All);

        run.SafeHitRate.ShouldBe(10 / 11.0, 0.005);
    }

    [Fact]
    public void Run_LeastRecentlyUsed_UniformItems_HitAsTheCapacitySays()
    {
        // All items alike: a quarter of them fits, and one in four is there.
        var run = TrafficSimulation.Run(new TrafficShape(0, 400, 200_000, 100, TimeSpan.FromDays(365), 100), Repeats, All);

        run.SafeHitRate.ShouldBe(0.25, 0.01);
        run.Evicted.ShouldBeGreaterThan(100_000);
    }

    [Fact]
    public void Run_NearMisses_AreBadAsOftenAsTheTrapsWere()
    {
        var profile = new TrafficProfile("near", 0.5, 0, 0, 0, 0.5, 0);
        var run = TrafficSimulation.Run(new TrafficShape(1, 10, 100_000, 100, TimeSpan.FromDays(365), 1_000), profile, All with { NearMiss = 0.4 });

        run.BadHitRate.ShouldBe(0.5 * 0.4, 0.02);
    }

    [Fact]
    public void PerThousand_MethodsExample_IsNinePointSeven() =>
        new HitChances(0, 0, 0, 0, 0.486).PerThousand(new TrafficProfile("near", 0, 0, 0, 0, 0.02, 0.98)).Bad.ShouldBe(9.72, 0.01);

    [Fact]
    public void Assumed_Shares_SumToOne() => TrafficProfile.Assumed.Shares.Values.Sum().ShouldBe(1, 1e-9);
}

namespace NextModel.Storage.Tests.Simulation;

/// <summary>The product's own money code under a scheduler, a clock and faults that a seed decides. A failure names its seed: <c>Run(seed)</c> is that run again.</summary>
public sealed class MoneySimulationTests
{
    [Fact]
    public void Play_AnySeed_KeepsEveryPromise() => RunAll(0, 100);

    [Fact]
    [Trait("tier", "nightly")]
    public void Play_ManySeeds_KeepsEveryPromise() => RunAll(Random.Shared.Next(1_000_000, 1_000_000_000), 20_000);

    // Without it a failing seed would be worth nothing.
    [Fact]
    public void Play_SameSeedTwice_IsTheSameRun()
    {
        for (var seed = 0; seed < 10; seed++)
        {
            Run(seed).ShouldBe(Run(seed), $"seed {seed}");
        }
    }

    // A run that finds nothing must be able to find something.
    [Theory]
    [InlineData(SimulatedMistake.AnsweredTooEarly)]
    [InlineData(SimulatedMistake.IntentEndedTooEarly)]
    [InlineData(SimulatedMistake.ReleasedInsteadOfHeld)]
    [InlineData(SimulatedMistake.ReservedTooLittle)]
    [InlineData(SimulatedMistake.NotHeldAfterACrash)]
    [InlineData(SimulatedMistake.CommitNotWritten)]
    public void Play_WithAMistake_FindsIt(SimulatedMistake mistake) =>
        Should.Throw<InvalidOperationException>(() => RunAll(0, 100, mistake)).Message.ShouldContain("seed ");

    private static void RunAll(int first, int count, SimulatedMistake mistake = SimulatedMistake.None)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seeds {first} to {first + count - 1}");
        for (var seed = first; seed < first + count; seed++)
        {
            try
            {
                Run(seed, mistake);
            }
            catch (Exception broken)
            {
                throw new InvalidOperationException($"seed {seed}: {broken.Message}", broken);
            }
        }
    }

    private static string Run(int seed, SimulatedMistake mistake = SimulatedMistake.None)
    {
        using var simulation = new MoneySimulation(seed, mistake);
        simulation.Play();
        return simulation.History;
    }
}

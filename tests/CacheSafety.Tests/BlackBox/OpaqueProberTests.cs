using CacheSafety.BlackBox;
using CacheSafety.Cases;
using CacheSafety.Replaying;
using CacheSafety.Scoring;
using NextModel.Testing.Upstream;

namespace CacheSafety.Tests.BlackBox;

public sealed class OpaqueProberTests
{
    private static readonly Case[] Some =
        [.. CaseFile.BuiltIn().Cases.Where(one => one.Class is "byte_identical" or "negation" or "letter_case" or "system_prompt" or "tenant_identity")];

    // The ledger is not asked here: our upstream plays a hosted model whose answers are random words.
    [Theory]
    [InlineData(ToyKind.HonestExact, false)]
    [InlineData(ToyKind.NoTenantScope, true)]
    [InlineData(ToyKind.LastUserMessage, true)]
    [InlineData(ToyKind.LowerCaseFold, false)]
    public async Task Run_HiddenReplays_AreFoundByTheirWords(ToyKind kind, bool lies)
    {
        await using var bench = await ToyBench.StartAsync(kind, lies);
        var expected = (await Replay.PairwiseAsync(bench.Policy(), Some)).Outcomes.ToDictionary(o => o.Case.Id);

        var outcomes = await bench.Opaque(new ProbeOptions(), 600, Some).RunAsync(Some, null, CancellationToken.None);

        outcomes.ShouldNotBeNull();
        foreach (var outcome in outcomes.Where(outcome => outcome.Verdict is not Verdict.ControlDead))
        {
            (outcome.Verdict == Verdict.Hit).ShouldBe(expected[outcome.Case.Id].Verdict == Verdict.Hit, $"{outcome}");
        }

        // An entry that another case's request fills first is no control of its own here.
        outcomes.Count(outcome => outcome.IsTested).ShouldBeGreaterThan(Some.Length * 3 / 4);
    }

    [Fact]
    public async Task Run_ModelThatAlwaysSaysTheSame_NothingIsDecidedAndNothingIsSafe()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Play("chat-normal");
        await using var bench = await ToyBench.StartAsync(ToyKind.Off, upstream: upstream.BaseUrl);
        var few = Some.Take(4).ToArray();

        var outcomes = await bench.Opaque(new ProbeOptions(), 20, few).RunAsync(few, null, CancellationToken.None);

        outcomes!.ShouldAllBe(outcome => outcome.Verdict == Verdict.ControlDead || outcome.Verdict == Verdict.Undetermined);
    }

    [Fact]
    public async Task Run_CacheThatIsOff_IsNotTested()
    {
        await using var bench = await ToyBench.StartAsync(ToyKind.Off);
        var few = Some.Take(4).ToArray();

        var outcomes = await bench.Opaque(new ProbeOptions(), 20, few).RunAsync(few, null, CancellationToken.None);

        outcomes!.ShouldAllBe(outcome => outcome.Verdict == Verdict.ControlDead);
    }

    [Fact]
    public void Undetermined_Trap_CountsAsBadForSafetyAndAsAMissForSavings()
    {
        var trap = Some.First(one => one.IsTrap);
        var must = Some.First(one => one.Label.MustHit);
        var card = new Scorecard("x", [new CaseOutcome { Case = trap, Verdict = Verdict.Undetermined }, new CaseOutcome { Case = must, Verdict = Verdict.Undetermined }]);

        card.TrapFailures.ShouldBe(new(1, 1));
        card.MustHits.ShouldBe(new(0, 1));
        card.Coverage.ShouldBe(new(0, 2));
    }
}

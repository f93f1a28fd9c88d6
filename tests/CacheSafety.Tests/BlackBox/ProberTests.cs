using CacheSafety.BlackBox;
using CacheSafety.Cases;
using CacheSafety.Gating;
using CacheSafety.Replaying;
using CacheSafety.Reports;
using CacheSafety.Scoring;

namespace CacheSafety.Tests.BlackBox;

public sealed class ProberTests
{
    private static readonly CaseFile Cases = CaseFile.BuiltIn();

    private static readonly ProbeOptions OneWay = new() { Reverse = false };

    // A complete answer in each: what our upstream gives is one.
    private static IEnumerable<Case> Complete => Cases.Cases.Select(one => one with { OldAnswer = one.OldAnswer with { FinishReason = "stop" } });

    [Theory]
    [InlineData(ToyKind.HonestExact, false)]
    [InlineData(ToyKind.NoTenantScope, true)]
    [InlineData(ToyKind.PickedFields, false)]
    [InlineData(ToyKind.LastUserMessage, true)]
    [InlineData(ToyKind.LowerCaseFold, false)]
    public async Task Run_ToyCache_AgreesWithTheDecisionInThisProcess(ToyKind kind, bool lies)
    {
        await using var bench = await ToyBench.StartAsync(kind, lies);
        var expected = (await Replay.PairwiseAsync(bench.Policy(), Complete)).Outcomes.ToDictionary(o => o.Case.Id);

        var result = (await bench.Prober(OneWay with { AgeTo = bench.Time.Aging() }, Cases.Cases).RunAsync(Cases.Cases, null, CancellationToken.None)).ShouldNotBeNull();

        // All of them: no class of cases is decided in the process only.
        result.Forward.Select(outcome => outcome.Case.Id).ShouldBe(Cases.Cases.Select(one => one.Id));
        foreach (var outcome in result.Forward)
        {
            (outcome.Verdict is Verdict.Hit or Verdict.Miss).ShouldBeTrue(outcome.ToString());
            (outcome.Verdict == Verdict.Hit && outcome.IsOwnEntry).ShouldBe(expected[outcome.Case.Id].Verdict == Verdict.Hit, $"{outcome.Case.Id}: {outcome}");
        }

        var replays = result.HeaderTruth.Checked - bench.Upstream.Ledger.Count;
        result.HeaderTruth.SilentHit.ShouldBe(lies ? replays : 0);
        result.HeaderTruth.FalseHit.ShouldBe(0);
        replays.ShouldBeGreaterThan(250);
    }

    [Fact]
    public async Task Run_EntriesThatNeverExpire_AreFoundByTheClock()
    {
        await using var bench = await ToyBench.StartAsync(ToyKind.NeverExpires);
        var old = Cases.Cases.Where(one => one.Suite is Suite.Freshness).ToArray();

        var result = await bench.Prober(OneWay with { AgeTo = bench.Time.Aging() }, old).RunAsync(old, null, CancellationToken.None);

        result!.Outcomes.Count.ShouldBe(4);
        result.Outcomes.ShouldAllBe(outcome => outcome.IsBad);
    }

    [Fact]
    public async Task Run_TimeThatCannotPass_IsListedAsNotRun()
    {
        await using var bench = await ToyBench.StartAsync(ToyKind.HonestExact);
        var few = Cases.Cases.Where(one => one.Suite is Suite.Freshness || one.Class == "byte_identical").ToArray();

        var result = await bench.Prober(OneWay, few).RunAsync(few, null, CancellationToken.None);

        result!.Outcomes.Where(outcome => outcome.Case.Suite == Suite.Freshness).ShouldAllBe(outcome => outcome.Verdict == Verdict.NotRun && outcome.Reason == "clock");
    }

    // The cache goes off while entries grow old: a miss then would say nothing.
    [Fact]
    public async Task Run_CacheThatStopsWhileTimePasses_IsADeadControl()
    {
        await using var bench = await ToyBench.StartAsync(ToyKind.HonestExact);
        var old = Cases.Cases.Where(one => one.Suite is Suite.Freshness).ToArray();
        var age = bench.Time.Aging();
        var options = OneWay with
        {
            AgeTo = (by, cancellationToken) =>
            {
                bench.Toy.IsOff = true;
                return age(by, cancellationToken);
            },
        };

        var result = await bench.Prober(options, old).RunAsync(old, null, CancellationToken.None);

        result!.Outcomes.ShouldAllBe(outcome => outcome.Verdict == Verdict.ControlDead);
    }

    [Fact]
    public async Task Run_BothDirections_FindNothingBadInTheHonestCache()
    {
        await using var bench = await ToyBench.StartAsync(ToyKind.HonestExact);

        var report = Report((await bench.Prober(new ProbeOptions(), Cases.Cases).RunAsync(Cases.Cases, null, CancellationToken.None))!);

        report.BadHits.ShouldBeEmpty();
        (report.Rates.MustHit.K, report.Rates.MustHit.N).ShouldBe((20, 20));
        report.Gate.Outcome.ShouldBe(Gate.Passed);
        report.Recommendation.Policy.ShouldBe("exact");
    }

    [Fact]
    public async Task Run_CacheThatIsOff_IsNotTestedAndNotSafe()
    {
        await using var bench = await ToyBench.StartAsync(ToyKind.Off);
        var few = Cases.Cases.Where(one => one.Class is "byte_identical" or "negation").ToArray();

        var result = await bench.Prober(OneWay with { ControlPatience = TimeSpan.FromMilliseconds(300) }, few).RunAsync(few, null, CancellationToken.None);
        var report = Report(result!);

        report.Coverage.ControlDead.ShouldBe(few.Length);
        report.Gate.Outcome.ShouldBe(Gate.Inconclusive);
        report.Gate.Passed.ShouldBeFalse();
        report.Recommendation.Policy.ShouldBe("not tested");
        report.Recommendation.Summary.ShouldStartWith("Not tested");
    }

    [Fact]
    public async Task Run_ReplayInTheStoredFormat_IsABadHit()
    {
        // Its key leaves the stream flag out and its replays come as they were stored.
        await using var bench = await ToyBench.StartAsync(ToyKind.PickedFields);
        var streams = Cases.Cases.Where(one => one.Class == "stream_flag").ToArray();

        var result = await bench.Prober(OneWay, streams).RunAsync(streams, null, CancellationToken.None);

        result!.Outcomes.Count(outcome => outcome is { Verdict: Verdict.Hit, IsWrongFormat: true, IsBad: true }).ShouldBe(4);
    }

    [Fact]
    public async Task Run_SecondRun_NeedsASaltAndWorksWithOne()
    {
        await using var bench = await ToyBench.StartAsync(ToyKind.HonestExact);
        var few = Cases.Cases.Where(one => one.Class is "byte_identical" or "number_change").ToArray();
        await bench.Prober(OneWay, few).RunAsync(few, null, CancellationToken.None);

        var salted = await bench.Prober(OneWay with { Salt = "second" }, few).RunAsync(few, null, CancellationToken.None);

        salted!.Outcomes.ShouldAllBe(outcome => outcome.IsSafe || outcome.Verdict == Verdict.Miss);
        salted.Outcomes.Count(outcome => outcome.IsSafe).ShouldBe(20);
    }

    [Fact]
    public async Task Run_RateLimited_WaitsAndGoesOn()
    {
        await using var bench = await ToyBench.StartAsync(ToyKind.HonestExact);
        var few = Cases.Cases.Where(one => one.Class == "byte_identical").Take(3).ToArray();
        bench.Toy.LimitedOnce = "KasihMart";

        var result = await bench.Prober(OneWay, few).RunAsync(few, null, CancellationToken.None);

        bench.Toy.LimitedOnce.ShouldBeNull();
        result!.Outcomes.ShouldAllBe(outcome => outcome.IsSafe);
    }

    [Theory]
    [InlineData(401, "CSB_KEY")]
    [InlineData(404, "answers 404")]
    public async Task Run_RefusedFromTheStart_SaysWhatToDo(int status, string hint)
    {
        await using var bench = await ToyBench.StartAsync(ToyKind.HonestExact);
        bench.Toy.Refuses = status;
        var prober = bench.Prober(OneWay, Cases.Cases);

        (await prober.RunAsync(Cases.Cases, null, CancellationToken.None)).ShouldBeNull();

        prober.Failure!.IsUnreachable.ShouldBeFalse();
        prober.Failure.Message.ShouldContain(hint);
    }

    [Fact]
    public async Task Run_NobodyThere_IsUnreachable()
    {
        await using var bench = await ToyBench.StartAsync(ToyKind.HonestExact);
        var prober = bench.Prober(OneWay, Cases.Cases);
        await bench.Toy.DisposeAsync();

        (await prober.RunAsync(Cases.Cases, null, CancellationToken.None)).ShouldBeNull();

        prober.Failure!.IsUnreachable.ShouldBeTrue();
    }

    private static BenchReport Report(ProbeResult result)
    {
        var card = new Scorecard("observed", result.Outcomes);
        return ReportBuilder.Build(new ReportInputs
        {
            File = Cases,
            Target = new TargetPart("blackbox-b1", null, "http://toy", "toy", "project"),
            Subject = card,
            Cards = [card],
            Recommendation = Recommender.OfTarget(card, new GateLimits(), TimeProvider.System.GetUtcNow()),
            MeasuredAt = TimeProvider.System.GetUtcNow(),
            HeaderTruth = result.HeaderTruth,
        });
    }
}

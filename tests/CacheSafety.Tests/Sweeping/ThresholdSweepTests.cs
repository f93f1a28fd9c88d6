using CacheSafety.Cases;
using CacheSafety.Embedding;
using CacheSafety.Policies;
using CacheSafety.Sweeping;

namespace CacheSafety.Tests.Sweeping;

public sealed class ThresholdSweepTests
{
    [Fact]
    public async Task Run_HashedNgram_NoThresholdPassesAndNothingImproves()
    {
        var sweep = await RunAsync(new HashedNgramEmbedder(), CaseFile.Public().Cases);

        sweep.Chosen.ShouldBeNull();
        sweep.MoreTraps.ShouldBeGreaterThan(0);
        sweep.Points.Count.ShouldBe(51);
        foreach (var (stricter, looser) in sweep.Points.Zip(sweep.Points.Skip(1)))
        {
            looser.Capture.ShouldBeGreaterThanOrEqualTo(stricter.Capture);
            looser.TrapFailure.ShouldBeGreaterThanOrEqualTo(stricter.TrapFailure);
            looser.Ucb95.ShouldBeGreaterThan(looser.TrapFailure);
        }

        sweep.Pool.Select(point => point.Entries).Distinct().ShouldBe([60, 120, 180, 268]);
    }

    [Fact]
    public async Task Run_EmbedderThatSeparates_IsChosenOnOneHalfAndConfirmedOnTheOther()
    {
        // Enough traps, all far away, and paraphrases at 0.9 exactly.
        var scope = new RequestScope("t", "p", "k", "platform");
        Case Make(int number, bool isTrap) => new()
        {
            Id = $"{number}",
            Group = $"{number}",
            Suite = Suite.Core,
            Class = isTrap ? "trap" : "paraphrase",
            Language = "en",
            Old = Request($"old {number}"),
            New = Request($"{(isTrap ? "trap" : "same")} {number}"),
            OldAnswer = new CaseAnswer("x", "stop"),
            Elapsed = TimeSpan.FromMinutes(1),
            Requires = [],
            Label = isTrap
                ? new CaseLabel(false, Equivalence.None, false, Severity.Major, "far", null, false)
                : new CaseLabel(true, Equivalence.Semantic, false, Severity.None, "near", null, false),
        };
        CaseRequest Request(string text) => new(
            System.Text.Encoding.UTF8.GetBytes($$"""{"model":"m","messages":[{"role":"user","content":"{{text}}"}]}"""), scope, CaseRequest.NoHeaders);
        Case[] cases = [.. Enumerable.Range(0, 700).Select(i => Make(i, isTrap: true)), .. Enumerable.Range(700, 40).Select(i => Make(i, isTrap: false))];

        var sweep = await RunAsync(new Angles(), cases);

        sweep.Chosen.ShouldBe(0.5);
        sweep.Confirmed!.Passes.ShouldBeTrue();
        sweep.Confirmed.Capture.ShouldBe(1);
    }

    private static async Task<CacheSafety.Reports.SweepPart> RunAsync(IEmbedder embedder, IReadOnlyList<Case> cases)
    {
        var text = PolicyNames.TextOf("last-user")!;
        var vectors = await VectorTable.MakeAsync(embedder, PolicyNames.Texts(cases, text), CancellationToken.None);
        return await new ThresholdSweep(vectors, text, "last-user", false, 0.02).RunAsync(cases, null);
    }

    // Old at 0°, the same at acos(0.9), a trap at 90°.
    private sealed class Angles : IEmbedder
    {
        public string Name => "angles";

        public Task<IReadOnlyList<float[]>> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<float[]>>([.. texts.Select(text => text[0] switch { 'o' => new[] { 1f, 0f }, 's' => [0.91f, 0.4146f], _ => [0f, 1f] })]);
    }
}

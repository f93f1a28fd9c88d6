using System.Globalization;
using CacheSafety.Cases;
using CacheSafety.Embedding;
using CacheSafety.Gating;
using CacheSafety.Policies;
using CacheSafety.Replaying;
using CacheSafety.Reports;
using CacheSafety.Scoring;
using CacheSafety.Sweeping;

namespace CacheSafety.Tests.Reports;

/// <summary>
/// The reports that the site shows, <c>src/NextModel.Web/Benchmarks</c>: tests hold that they are what the code makes today, and
/// <c>./bench --cache-safety</c>, which sets <c>CACHESAFETY_PUBLISH</c>, has the same tests write them.
/// </summary>
internal static class PublishedReports
{
    private static readonly double[] Thresholds = [0.95, 0.90, 0.80];

    private static bool IsPublishing => Environment.GetEnvironmentVariable("CACHESAFETY_PUBLISH") == "1";

    /// <summary>Compares a report with the published one, or publishes it.</summary>
    /// <param name="name">Of the file, without extension.</param>
    /// <param name="make">The report, measured at that time.</param>
    public static async Task HoldAsync(string name, Func<DateTimeOffset, BenchReport> make)
    {
        var path = Path.Combine(Root(), "src", "NextModel.Web", "Benchmarks", name + ".json");
        if (IsPublishing)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, ReportJson.Write(make(TimeProvider.System.GetUtcNow())));
            return;
        }

        var published = ReportJson.Read(await File.ReadAllTextAsync(path));
        var now = make(DateTimeOffset.Parse(published.MeasuredAt, CultureInfo.InvariantCulture));

        // How long it took and how many answers were looked at are facts of that run, and no claim about the code.
        var alike = now with
        {
            Run = published.Run,
            HeaderTruth = now.HeaderTruth is { } truth ? truth with { Checked = published.HeaderTruth!.Checked } : null,
        };
        ReportJson.Write(alike).ShouldBe(ReportJson.Write(published), $"{name}.json is not what the code makes today: run ./bench --cache-safety and read what changed");
    }

    /// <summary>Every rung, the known-bad caches and a semantic one at three thresholds, in this process.</summary>
    public static async Task<Func<DateTimeOffset, BenchReport>> ReplayAsync()
    {
        var file = CaseFile.BuiltIn();
        var text = PolicyNames.TextOf("conversation")!;
        var vectors = await VectorTable.MakeAsync(new HashedNgramEmbedder(), PolicyNames.Texts(file.Cases, text), CancellationToken.None);
        var semantic = Thresholds.SelectMany(t => new[] { new SemanticPolicy(vectors, t, true, text), new SemanticPolicy(vectors, t, false, text) });
        var cards = new List<Scorecard>();
        foreach (var policy in PolicyNames.Ladder.Concat(semantic).Concat(KnownBadPolicies.All))
        {
            cards.Add(await Replay.PairwiseAsync(policy, file.Cases));
        }

        var limits = new GateLimits();
        SweepPart[] sweeps =
        [
            await new ThresholdSweep(vectors, text, "conversation", false, limits.MaxTrapUcb).RunAsync(file.Cases, null),
            await new ThresholdSweep(vectors, text, "conversation", true, limits.MaxTrapUcb).RunAsync(file.Cases, null),
        ];
        var rungs = cards.Where(card => !card.Policy.StartsWith("bad-", StringComparison.Ordinal)).ToArray();
        return measured => ReportBuilder.Build(new ReportInputs
        {
            File = file,
            Target = new TargetPart("replay", "exact+canonical", null, null, "project"),
            Subject = cards.Single(card => card.Policy == "exact+canonical"),
            Cards = cards,
            Recommendation = Recommender.OfLadder(rungs, limits, CacheSafety.Costing.Prices.Default, measured),
            MeasuredAt = measured,
            Sweep = sweeps,
        });
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "NextModel.slnx")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}

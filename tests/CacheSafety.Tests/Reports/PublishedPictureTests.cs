using System.Globalization;
using System.Text.RegularExpressions;
using CacheSafety.Cases;
using CacheSafety.Gating;
using CacheSafety.Policies;
using CacheSafety.Replaying;
using CacheSafety.Reports;
using CacheSafety.Scoring;

namespace CacheSafety.Tests.Reports;

public sealed partial class PublishedPictureTests
{
    [Fact]
    public async Task Picture_OfTheDocuments_IsWhatTheToolMakesToday()
    {
        var published = await File.ReadAllTextAsync(Path.Combine(Root(), "docs", "concepts", "cache-safety.svg"));
        var measured = DateTimeOffset.Parse(MeasuredAt().Match(published).Value, CultureInfo.InvariantCulture);
        var file = CaseFile.BuiltIn();
        var cards = new List<Scorecard>();
        foreach (var policy in PolicyNames.Ladder.Concat(KnownBadPolicies.All))
        {
            cards.Add(await Replay.PairwiseAsync(policy, file.Cases));
        }

        var report = ReportBuilder.Build(new ReportInputs
        {
            File = file,
            Target = new TargetPart("replay", "exact+canonical", null, null, "project"),
            Subject = cards[2],
            Cards = cards,
            Recommendation = Recommender.OfLadder([.. cards.Take(4)], new GateLimits(), CacheSafety.Costing.Prices.Default, measured),
            MeasuredAt = measured,
        });

        HeatMap.WriteFile(report).ShouldBe(published, "run ./nextmodel bench cache-safety replay --policy all --svg docs/concepts/cache-safety.svg");
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

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")]
    private static partial Regex MeasuredAt();
}

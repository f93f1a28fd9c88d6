using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using CacheSafety.Cases;
using CacheSafety.Gating;
using CacheSafety.Policies;
using CacheSafety.Replaying;
using CacheSafety.Reports;
using CacheSafety.Scoring;

namespace CacheSafety.Tests.Reports;

public sealed partial class HtmlReportTests
{
    private const string Hostile = "</title><script>alert(1)</script><img src=x onerror=alert(2)>\u202Etxt.exe\u200B| [a](javascript:x) \u0000";

    [Fact]
    public async Task Write_HostileCase_IsEscapedEverywhere()
    {
        var page = HtmlReport.Write(await HostileReport());

        page.ShouldNotContain("<script", Shouldly.Case.Insensitive);
        page.ShouldNotContain("<img", Shouldly.Case.Insensitive);
        page.ShouldContain("&lt;script&gt;");
        page.ShouldContain("⟨U+202E⟩");
        page.ShouldContain("⟨U+200B⟩");
        page.ShouldNotContain("\u202E");
        page.ShouldNotContain("\u200B");
    }

    [Fact]
    public async Task Write_Policy_AllowsItsOwnStyleAndNothingElse()
    {
        var page = HtmlReport.Write(await HostileReport());

        var style = Style().Match(page).Groups[1].Value;
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));
        page.ShouldContain($"content=\"default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'\"");
        page.ShouldNotContain(" style=");
        Addresses().Matches(page).Select(match => match.Value).Distinct().ShouldBe(["http://www.w3.org/2000/svg"], "no network");
    }

    [Fact]
    public async Task Write_Markdown_NoCaseBecomesMarkup()
    {
        var text = MarkdownReport.Write(await HostileReport());

        text.ShouldNotContain("<script");
        text.ShouldNotContain("[a](");
        text.ShouldNotContain("\u202E");
    }

    [Fact]
    public async Task Json_RoundTrip_KeepsThePublishedNames()
    {
        var report = await HostileReport();
        var json = ReportJson.Write(report);

        ReportJson.Write(ReportJson.Read(json)).ShouldBe(json);
        foreach (var name in new[]
        {
            "total_pairs", "safe_hit_rate", "bad_hit_rate", "severe_bad_hit_count", "cost_saved_per_1k_requests_usd", "net_saving_rate", "semantic_trap_failure_rate",
            "cache_layer_contribution", "judge_delta", "regression_escape_rate", "best_policy", "semantic_cache_recommended", "bad_hits",
        })
        {
            json.ShouldContain($"\n  \"{name}\":");
        }
    }

    private static async Task<BenchReport> HostileReport()
    {
        var scope = new RequestScope("t", "p", "k", "platform");
        CaseRequest Request(string text) => new(
            JsonSerialized(text), scope, CaseRequest.NoHeaders);
        var one = new Case
        {
            Id = Hostile + "1",
            Suite = Suite.Core,
            Class = Hostile,
            Language = "en",
            Group = "g",
            Old = Request(Hostile),
            OldAnswer = new CaseAnswer("x", "stop"),
            New = Request(Hostile + "other"),
            Elapsed = TimeSpan.FromMinutes(1),
            Requires = [],
            Label = new CaseLabel(false, Equivalence.None, false, Severity.Critical, Hostile, null, false),
        };
        var file = new CaseFile(Hostile, new string('0', 64), [one], []);
        var cards = new List<Scorecard>();
        foreach (var policy in new ICachePolicy[] { new OffPolicy(), new KeyedPolicy(Hostile, _ => "everything") })
        {
            cards.Add(await Replay.PairwiseAsync(policy, file.Cases));
        }

        return ReportBuilder.Build(new ReportInputs
        {
            File = file,
            Target = new TargetPart("replay", Hostile, null, null, "project"),
            Subject = cards[1],
            Cards = cards,
            Recommendation = Recommender.OfLadder(cards, new GateLimits(), CacheSafety.Costing.Prices.Default, DateTimeOffset.UnixEpoch),
            MeasuredAt = DateTimeOffset.UnixEpoch,
        });
    }

    private static byte[] JsonSerialized(string text) => Encoding.UTF8.GetBytes(
        $$"""{"model":"m","messages":[{"role":"user","content":{{System.Text.Json.JsonSerializer.Serialize(text)}}}]}""");

    [GeneratedRegex("<style>(.*?)</style>")]
    private static partial Regex Style();

    [GeneratedRegex(@"https?://[^""'<\s)]+")]
    private static partial Regex Addresses();
}

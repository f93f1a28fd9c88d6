using CacheSafety.BlackBox;
using CacheSafety.Cases;
using CacheSafety.Scoring;

namespace CacheSafety.Tests.BlackBox;

/// <summary>Each built-in adapter before a cache that is switched on, passed by and told apart as its product documents, and speaks as it does.</summary>
public sealed class AdapterTests
{
    private static readonly Case[] Repeats = [.. CaseFile.BuiltIn().Cases.Where(one => one.Class == "byte_identical").Take(4)];
    private static readonly Case[] Bypasses = [.. CaseFile.BuiltIn().Cases.Where(one => one.Class == "cache_control" && one.New.Headers.Count > 0)];

    public static TheoryData<string> Names => [.. Adapter.BuiltIn.Where(name => name != "none")];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Run_ProductThatTellsTheTruth_IsReadAndDoesNotLie(string name)
    {
        var voice = VoiceOf(name);
        await using var bench = await ToyBench.StartAsync(ToyKind.HonestExact);
        bench.Toy.Voice = voice;
        Case[] cases = [.. Repeats, .. Bypasses];

        var result = await bench.Prober(new ProbeOptions { Reverse = false }, cases, await Adapter.ReadAsync(name, CancellationToken.None), "run-1")
            .RunAsync(cases, null, CancellationToken.None);

        result.ShouldNotBeNull().Outcomes.Where(outcome => outcome.Case.Label.Reusable).ShouldAllBe(outcome => outcome.IsSafe, "the cache was switched on");
        result.Outcomes.Where(outcome => !outcome.Case.Label.Reusable).ShouldAllBe(outcome => outcome.Verdict == Verdict.Miss, "and passed by where a case asks for that");
        (result.HeaderTruth.FalseHit, result.HeaderTruth.SilentHit, result.HeaderTruth.Unlabelled).ShouldBe((0, 0, 0));
        voice.Namespaces.ShouldBe([voice.Namespace is null ? "" : "run-1"]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Run_ProductThatSaysTheOpposite_IsFoundOut(string name)
    {
        await using var bench = await ToyBench.StartAsync(ToyKind.HonestExact);
        bench.Toy.Voice = VoiceOf(name) with { Lies = true };

        var result = await bench.Prober(new ProbeOptions { Reverse = false }, Repeats, await Adapter.ReadAsync(name, CancellationToken.None))
            .RunAsync(Repeats, null, CancellationToken.None);

        var fresh = bench.Upstream.Ledger.Count;
        result.ShouldNotBeNull().HeaderTruth.FalseHit.ShouldBe(fresh);
        result.HeaderTruth.SilentHit.ShouldBe(result.HeaderTruth.Checked - fresh);
        result.HeaderTruth.SilentHit.ShouldBeGreaterThanOrEqualTo(2 * Repeats.Length);
    }

    private static ToyVoice VoiceOf(string name) => name switch
    {
        "bifrost" => new ToyVoice { On = ("x-bf-cache-key", ""), Namespace = "x-bf-cache-key" },
        "cloudflare" => new ToyVoice { On = ("cf-aig-cache-ttl", "3600"), Pass = ("cf-aig-skip-cache", "true"), Header = "cf-aig-cache-status" },
        "helicone" => new ToyVoice
        {
            On = ("Helicone-Cache-Enabled", "true"),
            Pass = ("Helicone-Cache-Enabled", "false"),
            Namespace = "Helicone-Cache-Seed",
            Header = "Helicone-Cache",
        },
        "litellm" => new ToyVoice { Header = "x-litellm-cache-key", Hit = "8a51ccf0c4a1e2b3", Miss = null },
        "nextmodel" => new ToyVoice { Header = "x-nextmodel-serve-mode", Hit = "exact_cache", Miss = "fresh" },
        "openrouter" => new ToyVoice { On = ("X-OpenRouter-Cache", "true"), Pass = ("X-OpenRouter-Cache", "false"), Header = "X-OpenRouter-Cache-Status" },
        "portkey" => new ToyVoice
        {
            On = ("x-portkey-config", "\"mode\":\"simple\""),
            Pass = ("x-portkey-cache-force-refresh", "true"),
            Namespace = "x-portkey-cache-namespace",
            Header = "x-portkey-cache-status",
        },
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Say how it is asked and answers."),
    };
}

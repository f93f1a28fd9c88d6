using CacheSafety.Cases;
using CacheSafety.Embedding;
using CacheSafety.Policies;
using CacheSafety.Replaying;

namespace CacheSafety.Tests.Policies;

/// <summary>The reference table: what each policy does with the public set. Every number was reasoned before it was frozen.</summary>
public sealed class ReferenceTableTests
{
    private static readonly CaseFile Public = CaseFile.Public();

    // bad: gated traps that are served; byte, json, neutral, text, semantic: reusable cases that are.
    [Theory]
    [InlineData("off", 0, 0, 0, 0, 0, 0)]
    [InlineData("exact", 0, 24, 0, 0, 0, 0)]
    // + all 16 of the json tier; neutral: 4 stream flags, "stream": false, stream_options, which the contract leaves out of the key.
    [InlineData("exact+canonical", 0, 24, 16, 6, 0, 0)]
    // + tracing metadata, prompt_cache_key, defaults and one-part texts; user (2) and safety_identifier (1) stay in the key.
    [InlineData("exact+canonical+neutral", 0, 24, 16, 22, 0, 0)]
    // the 8 cases of tenant_identity, and nothing else is wrong with it.
    [InlineData("bad-no-scope", 8, 24, 16, 6, 0, 0)]
    // 4 orders of schema members, 1 pair of seeds beyond 2^53; neutral without the stream's 6.
    [InlineData("bad-recursive-sort", 5, 24, 16, 0, 0, 0)]
    // the public set has no trap that differs in the case of letters only: see LowerCase_LetterCaseSet_IsCaught.
    [InlineData("bad-lower-case", 0, 24, 16, 6, 0, 0)]
    // 4 of whitespace_significant; one doubled blank of the text tier.
    [InlineData("bad-collapsed-space", 4, 24, 16, 6, 1, 0)]
    [InlineData("bad-picked-fields", 27, 24, 5, 21, 0, 0)]
    [InlineData("bad-last-user-message", 63, 24, 16, 25, 0, 0)]
    public async Task Replay_PublicSet_IsTheReferenceTable(string policy, int bad, int bytes, int json, int neutral, int text, int semantic)
    {
        var card = await Replay.PairwiseAsync(Find(policy), Public.Cases);

        card.BadHits.ShouldBe(new(bad, 263));
        card.TrapFailures.ShouldBe(new(bad, 173));
        card.Capture(Equivalence.Byte).ShouldBe(new(bytes, 24));
        card.Capture(Equivalence.Json).ShouldBe(new(json, 16));
        card.Capture(Equivalence.Neutral).ShouldBe(new(neutral, 25));
        card.Capture(Equivalence.Text).ShouldBe(new(text, 9));
        card.Capture(Equivalence.Semantic).ShouldBe(new(semantic, 16));
        card.MustHits.ShouldBe(new(policy == "off" ? 0 : 20, 20));
    }

    // Which traps: the count alone could be right for the wrong reason.
    [Theory]
    [InlineData("bad-no-scope", "tenant_identity 8")]
    [InlineData("bad-recursive-sort", "sampling_param 1, schema_key_order 4")]
    [InlineData("bad-collapsed-space", "whitespace_significant 4")]
    [InlineData("bad-picked-fields", "end_user_identity 5, output_format 5, sampling_param 5, schema_key_order 4, tool_list 8")]
    [InlineData("bad-last-user-message", "attachment_change 6, conversation_history 8, end_user_identity 5, locale_variant 5, output_format 5, sampling_param 9, schema_key_order 4, system_prompt 8, time_sensitive 5, tool_list 8")]
    public async Task Replay_KnownBad_FailsWhereItsMistakeIs(string policy, string expected)
    {
        var card = await Replay.PairwiseAsync(Find(policy), Public.Cases);

        string.Join(", ", card.Bad.GroupBy(one => one.Case.Class).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key} {g.Count()}")).ShouldBe(expected);
    }

    [Fact]
    public async Task LowerCase_LetterCaseSet_IsCaught()
    {
        var added = CaseFile.BuiltIn().Cases.Where(one => one.Class == "letter_case").ToArray();

        (await Replay.PairwiseAsync(KnownBadPolicies.LowerCase, added)).BadHits.ShouldBe(new(6, 6));
        (await Replay.PairwiseAsync(Find("exact+canonical+neutral"), added)).BadHits.ShouldBe(new(0, 6));
    }

    [Fact]
    public async Task KnownBad_BuiltInSets_NonePasses()
    {
        foreach (var policy in KnownBadPolicies.All)
        {
            (await Replay.PairwiseAsync(policy, CaseFile.BuiltIn().Cases)).BadHits.K.ShouldBeGreaterThan(0, policy.Name);
        }
    }

    [Fact]
    public async Task Replay_Reversed_SafePoliciesStaySafe()
    {
        var mirrored = Public.Cases.Where(one => one.Suite is Suite.Core or Suite.Scope).ToArray();
        foreach (var policy in PolicyNames.Ladder)
        {
            (await Replay.PairwiseAsync(policy, mirrored, isReversed: true)).BadHits.K.ShouldBe(0, policy.Name);
        }
    }

    [Fact]
    public async Task Pool_SafePolicies_ServeNothingOfOtherCases()
    {
        foreach (var policy in PolicyNames.Ladder)
        {
            var card = await Replay.PooledAsync(policy, Public.Cases);
            card.BadHits.K.ShouldBe(0, policy.Name);
            card.MustHits.K.ShouldBe(policy.Name == "off" ? 0 : 20, policy.Name);
        }
    }

    [Fact]
    public async Task Semantic_HashedNgram_IsDangerousAndTheGuardHelps()
    {
        var text = PolicyNames.TextOf("conversation")!;
        var vectors = await VectorTable.MakeAsync(new HashedNgramEmbedder(), PolicyNames.Texts(Public.Cases, text), CancellationToken.None);

        var plain = await Replay.PairwiseAsync(PolicyNames.Find("semantic@0.95", vectors, text)!, Public.Cases);
        var guarded = await Replay.PairwiseAsync(PolicyNames.Find("semantic+guard@0.95", vectors, text)!, Public.Cases);

        plain.BadHits.ShouldBe(new(56, 263));
        guarded.BadHits.K.ShouldBeLessThan(plain.BadHits.K / 2);
    }

    private static ICachePolicy Find(string name) => PolicyNames.Find(name, null, _ => "")!;
}

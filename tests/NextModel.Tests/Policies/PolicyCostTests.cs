using NextModel.Policies;
using static NextModel.Tests.Policies.SamplePolicies;

namespace NextModel.Tests.Policies;

/// <summary>What a decision allocates does not depend on how many rules were asked before the one that matched.</summary>
public sealed class PolicyCostTests
{
    [Theory]
    [InlineData("max_output_tokens: 100")]
    [InlineData("route: { targets: [small, middle] }")]
    public void Decide_HundredRules_AllocatesWhatOneDoes(string decision)
    {
        var (one, hundred) = (Rules(1, decision), Rules(100, decision));
        _ = (Measure(one), Measure(hundred));

        Measure(hundred).ShouldBe(Measure(one));
    }

    [Fact]
    public void Decide_NoPolicyAtAll_AllocatesNothing()
    {
        var (directory, caller) = (new PolicyDirectory(), NextModel.Testing.Ledger.SampleTenant.Caller());
        _ = directory.ChainOf(caller);
        var before = GC.GetAllocatedBytesForCurrentThread();

        directory.ChainOf(caller).IsEmpty.ShouldBeTrue();

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static PolicyChain Rules(int count, string decision) => Chain(null, "policy: 1\nrules:\n" + string.Concat(Enumerable.Range(1, count).Select(i =>
        $"  - {{ name: r{i}, when: {{ workload: [w{i}, 'x{i}-*'], environment: staging, model: ['gpt-*', '*-pro', large] }}, {decision} }}\n")));

    private static long Measure(PolicyChain chain)
    {
        var last = chain[0].Document.Rules.Count;
        var question = Ask("large", workload: $"w{last}");
        _ = question.InputTokens;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var decision = PolicyEvaluator.Decide(chain, question);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        decision!.Mark.Rule.ShouldBe($"r{last}");
        return allocated;
    }
}

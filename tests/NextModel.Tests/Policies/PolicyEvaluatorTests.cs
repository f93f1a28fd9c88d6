using NextModel.Catalog;
using NextModel.Limits;
using NextModel.Policies;
using NextModel.Testing;
using NextModel.Testing.Ledger;
using NextModel.Tests.Limits;
using static NextModel.Tests.Policies.SamplePolicies;

namespace NextModel.Tests.Policies;

public sealed class PolicyEvaluatorTests
{
    [Theory]
    [InlineData("large", "openai/large frankfurt/large")]
    [InlineData("openai/large", "openai/large")]
    [InlineData("unheard-of", "model_not_found")]
    public void Decide_NoRuleMatches_LeavesTheRequestAsItIs(string model, string expected)
    {
        var chain = Chain(null, "policy: 1\nrules: [{ name: other, when: { workload: other }, deny: no }]");

        Route(chain, Ask(model)).ShouldBe(expected);
        PolicyEvaluator.Decide(chain, Ask(model))!.Mark.ShouldBe(new PolicyMark(chain[0].Policy.Id, 1, null, "no rule matched"));
    }

    [Fact]
    public void Decide_NoPolicy_IsNoDecision() => PolicyEvaluator.Decide(default, Ask("large")).ShouldBeNull();

    [Fact]
    public void Decide_SeveralRulesMatch_TheFirstDecides()
    {
        var chain = Chain(null, """
            policy: 1
            rules:
              - { name: batch, when: { workload: "batch*" }, route: { targets: [small] } }
              - { name: rest, route: { targets: [middle] } }
            """);

        Route(chain, Ask("large", workload: "batch-nightly")).ShouldBe("openai/small volcengine/small");
        Route(chain, Ask("large", workload: "chat")).ShouldBe("frankfurt/middle");
        PolicyEvaluator.Decide(chain, Ask("large"))!.Mark.ShouldBe(new PolicyMark(chain[0].Policy.Id, 1, "rest", "priority: middle"));
    }

    [Theory]
    [InlineData("regions: { allow: [eu] }", "large", "frankfurt/large")]
    [InlineData("regions: { allow: [eu] }", "small", "region_not_allowed")]
    [InlineData("regions: { deny: [cn, global] }", "small", "region_not_allowed")]
    [InlineData("regions: { allow: [cn] }", "small", "volcengine/small")]
    [InlineData("models: { deny: [large] }", "large", "model_not_allowed")]
    [InlineData("models: { deny: [large] }", "openai/large", "model_not_allowed")]
    [InlineData("models: { allow: ['s*'] }", "small", "openai/small volcengine/small")]
    [InlineData("models: { allow: [] }", "small", "model_not_allowed")]
    [InlineData("sources: { deny: [openai] }", "large", "frankfurt/large")]
    [InlineData("sources: { deny: [openai] }", "openai/large", "policy_denied")]
    [InlineData("deny: not today", "large", "policy_denied")]
    public void Decide_Restriction_LeavesWhatItAllows(string decision, string model, string expected) =>
        Route(Chain(null, $"policy: 1\nrules: [{{ name: only, {decision} }}]"), Ask(model)).ShouldBe(expected);

    [Theory]
    [InlineData("when: { model: large }", "large", true)]
    [InlineData("when: { model: large }", "openai/large", true)]
    [InlineData("when: { model: 'openai/*' }", "openai/large", true)]
    [InlineData("when: { model: 'openai/*' }", "large", false)]
    [InlineData("when: { environment: stag* }", "large", true)]
    [InlineData("when: { environment: production }", "large", false)]
    [InlineData("when: { operation: embeddings }", "large", false)]
    [InlineData("when: { operation: [embeddings, chat.completions] }", "large", true)]
    [InlineData("when: { input_tokens: { at_least: 1000 } }", "large", false)]
    [InlineData("when: { input_tokens: { at_most: 1000 } }", "large", true)]
    [InlineData("when: { region: cn }", "small", true)]
    [InlineData("when: { region: cn }", "openai/small", false)]
    [InlineData("when: { region: cn }", "large", false)]
    [InlineData("when: { needs: [tools] }", "large", false)]
    [InlineData("when: { budget_used: { at_least: 50% } }", "large", false)]
    public void Decide_Condition_MatchesWhatItSays(string when, string model, bool matches) =>
        (Route(Chain(null, $"policy: 1\nrules: [{{ name: only, {when}, deny: yes }}]"), Ask(model)) == "policy_denied").ShouldBe(matches);

    [Fact]
    public void Decide_DefaultDeny_RefusesWhatNoRuleMatches()
    {
        var chain = Chain(null, "policy: 1\ndefault: deny\nrules: [{ name: small, when: { model: small } }]");

        Route(chain, Ask("small")).ShouldBe("openai/small volcengine/small");
        Route(chain, Ask("large")).ShouldBe("policy_denied");
        PolicyEvaluator.Decide(chain, Ask("large"))!.Refusal!.Message.ShouldContain(chain[0].Policy.WireId);
    }

    [Fact]
    public void Decide_Alias_StandsForItsTargetsInOrder()
    {
        var chain = Chain(null, "policy: 1\naliases: { auto: [fast, middle], fast: openai/small }");

        Route(chain, Ask("auto")).ShouldBe("openai/small frankfurt/middle");
        PolicyEvaluator.Decide(chain, Ask("auto"))!.Mark.Reason.ShouldBe("alias auto");
    }

    [Fact]
    public void Decide_AliasOfAWiderPolicy_IsSeenByTheNarrowerOne()
    {
        var organization = "policy: 1\naliases: { fast: small }";

        Route(Chain(organization, "policy: 1\naliases: { auto: [fast, large] }"), Ask("auto"))
            .ShouldBe("openai/small volcengine/small openai/large frankfurt/large");
        Route(Chain(organization, "policy: 1\nrules: [{ name: eu, regions: { allow: [cn] } }]"), Ask("fast")).ShouldBe("volcengine/small");
    }

    [Theory]
    [InlineData("aliases: { x: large }", "x")]
    [InlineData("rules: [{ name: mine, when: { model: small }, route: { targets: [large] } }]", "small")]
    [InlineData("aliases: { x: openai/large }\nrules: [{ name: mine, route: { targets: [x] } }]", "middle")]
    public void Decide_NarrowerPolicyLeadsToWhatTheWiderRefuses_IsRefused(string project, string asked)
    {
        var organization = "policy: 1\nrules: [{ name: no large, when: { model: large }, deny: too dear }]";

        Route(Chain(null, "policy: 1\n" + project), Ask(asked)).ShouldStartWith("openai/large");
        Route(Chain(organization, "policy: 1\n" + project), Ask(asked)).ShouldBe("policy_denied");
    }

    [Fact]
    public void Decide_NarrowerRouteUnderAWiderOne_ChoosesWithinIt()
    {
        var organization = "policy: 1\nrules: [{ name: two, route: { targets: [small, middle] } }]";

        Route(Chain(organization, "policy: 1\nrules: [{ name: mine, route: { targets: [middle, large] } }]"), Ask("large")).ShouldBe("frankfurt/middle");
        Route(Chain(organization, "policy: 1\nrules: [{ name: mine, route: { targets: [large] } }]"), Ask("large"))
            .ShouldBe("openai/small volcengine/small frankfurt/middle");
    }

    [Fact]
    public void Decide_CapsOfSeveralPolicies_TheLowestHolds()
    {
        var chain = Chain(
            "policy: 1\nrules: [{ name: wide, max_output_tokens: 1000, max_temperature: 0.5, cache: off }]",
            "policy: 1\nrules: [{ name: narrow, max_output_tokens: 4000, max_temperature: 0.2, cache: exact }]");

        var decision = PolicyEvaluator.Decide(chain, Ask("large"))!;

        (decision.MaxOutputTokens, decision.MaxTemperature, decision.AllowsCache).ShouldBe((1000, 0.2m, false));
        decision.Mark.Rule.ShouldBe("narrow");
    }

    [Theory]
    [InlineData(",\"tools\":[{\"type\":\"function\"}]", Capability.Tools)]
    [InlineData(",\"tools\":[]", Capability.None)]
    [InlineData(",\"functions\":[{}]", Capability.Tools)]
    [InlineData(",\"response_format\":{\"type\":\"json_schema\"}", Capability.JsonSchema)]
    [InlineData(",\"response_format\":{\"type\":\"text\"}", Capability.None)]
    [InlineData(",\"audio\":{\"voice\":\"a\"}", Capability.Audio)]
    [InlineData(",\"reasoning_effort\":\"high\"", Capability.Reasoning)]
    [InlineData(",\"reasoning_effort\":\"none\"", Capability.None)]
    [InlineData(",\"reasoning_effort\":null", Capability.None)]
    public void Needs_OfABody_AreReadFromIt(string more, Capability expected) => Ask("large", more).Needs.ShouldBe(expected);

    [Fact]
    public void Decide_BudgetUsedAsFarAsTheRuleSays_SendsTheRequestElsewhere()
    {
        var keeper = new BudgetKeeper(new ManualTime(SampleTenant.Day));
        var budget = BudgetSamples.Budget(BudgetScope.Project, 1000, BudgetPeriod.Month, true, "UTC");
        keeper.Put(budget);
        var chain = Chain(null, """
            policy: 1
            rules:
              - { name: thrift, when: { budget_used: { at_least: 80%, window: month, scope: project } }, route: { targets: [small] } }
            """);
        var caller = SampleTenant.Caller();

        Spend(799);
        Route(chain, Ask("large", budgets: keeper)).ShouldStartWith("openai/large");
        Spend(1);
        Route(chain, Ask("large", budgets: keeper)).ShouldStartWith("openai/small");

        void Spend(long nano)
        {
            keeper.TryReserve(keeper.ChainOf(caller, "large", "")!, nano, out var reservation).ShouldBeNull();
            reservation!.SettledNano = nano;
            keeper.Settle(reservation);
        }
    }
}

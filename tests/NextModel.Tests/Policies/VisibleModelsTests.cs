using NextModel.Policies;
using static NextModel.Tests.Policies.SamplePolicies;

namespace NextModel.Tests.Policies;

/// <summary>Which names a key is shown: all but those that no request of it could ever be served under.</summary>
public sealed class VisibleModelsTests
{
    [Theory]
    [InlineData("rules: [{ name: a, models: { allow: [small] } }]", "small")]
    [InlineData("rules: [{ name: a, models: { deny: [small] } }]", "large middle")]
    [InlineData("rules: [{ name: a, regions: { allow: [eu] } }]", "large middle")]
    [InlineData("rules: [{ name: a, sources: { allow: [volcengine] } }]", "small")]
    [InlineData("rules: [{ name: a, sources: { deny: [openai, frankfurt] } }]", "small")]
    [InlineData("rules: [{ name: a, when: { model: large }, deny: no }]", "middle small")]
    [InlineData("default: deny\nrules: [{ name: a, when: { model: 'm*' } }]", "middle")]
    [InlineData("default: deny", "")]
    [InlineData("rules: [{ name: a, deny: no }]", "")]

    // What a request can vary could be so.
    [InlineData("rules: [{ name: a, when: { workload: nightly }, deny: no }]", "large middle small")]
    [InlineData("rules: [{ name: a, when: { workload: nightly } }, { name: b, deny: no }]", "large middle small")]
    [InlineData("rules: [{ name: a, when: { needs: [vision] }, models: { allow: [large] } }, { name: b, models: { allow: [small] } }]", "large small")]
    [InlineData("rules: [{ name: a, when: { budget_used: { at_least: 80% } }, models: { allow: [small] } }]", "large middle small")]

    // What it cannot vary is as it is: the first rule that always matches is the last that is asked.
    [InlineData("rules: [{ name: a, when: { environment: production }, deny: no }]", "large middle small")]
    [InlineData("rules: [{ name: a, when: { environment: staging }, models: { allow: [small] } }, { name: b, models: { allow: [large] } }]", "small")]
    [InlineData("rules: [{ name: a, when: { region: cn }, deny: no }]", "large middle")]

    // Naming it works, though something else answers.
    [InlineData("rules: [{ name: a, when: { model: large }, route: { targets: [small] } }, { name: b, models: { allow: [small] } }]", "large small")]
    public void Shows_UnderAPolicyOfTheProject_IsWhatSomeRequestCouldBeServed(string policy, string expected) =>
        Shown(Chain(null, "policy: 1\n" + policy)).ShouldBe(expected);

    [Theory]

    // Each level allows an offer of 'large', and no offer is allowed by both.
    [InlineData("rules: [{ name: a, sources: { allow: [openai, volcengine] } }]", "rules: [{ name: a, regions: { allow: [eu, cn] } }]", "small")]
    [InlineData("rules: [{ name: a, models: { deny: [large] } }]", "rules: [{ name: a, models: { deny: [small] } }]", "middle")]
    [InlineData("rules: [{ name: a, when: { model: large }, deny: no }]", "rules: [{ name: a, when: { model: large }, route: { targets: [small] } }]", "middle small")]
    public void Shows_UnderTwoPolicies_IsWhatBothLet(string wide, string narrow, string expected) =>
        Shown(Chain("policy: 1\n" + wide, "policy: 1\n" + narrow)).ShouldBe(expected);

    [Theory]
    [InlineData("aliases: { fast: small }", "aliases: { team: [fast, large] }", "fast team")]
    [InlineData("aliases: { fast: small }\nrules: [{ name: a, models: { deny: [small] } }]", "aliases: { team: [fast, large] }", "team")]
    [InlineData("rules: [{ name: a, when: { model: large }, deny: no }]", "aliases: { best: large, rest: middle }", "rest")]
    [InlineData("aliases: { best: large }", "aliases: { best: small }\nrules: [{ name: a, models: { allow: [small] } }]", "best")]
    [InlineData("aliases: { best: large }", "default: deny\nrules: [{ name: a, when: { model: other } }]", "")]
    public void Aliases_OfThePoliciesOfAKey_AreThoseThatStandForSomethingItMayUse(string wide, string narrow, string expected) =>
        string.Join(' ', Of(Chain("policy: 1\n" + wide, "policy: 1\n" + narrow)).Aliases().Select(a => a.Name)).ShouldBe(expected);

    private static string Shown(PolicyChain chain)
    {
        var visible = Of(chain);
        return string.Join(' ', Models.Values.Where(m => visible.Shows(new NamedModel(m.Id, m, null))).Select(m => m.Id).Order(StringComparer.Ordinal));
    }

    private static VisibleModels Of(PolicyChain chain) => new(chain, "staging", Models);
}

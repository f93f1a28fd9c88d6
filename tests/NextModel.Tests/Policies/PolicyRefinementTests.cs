using NextModel.Catalog;
using NextModel.Policies;
using NextModel.Routing;
using NextModel.Testing.Ledger;
using static NextModel.Tests.Policies.SamplePolicies;

namespace NextModel.Tests.Policies;

/// <summary>Whatever a narrower policy says, it leads nowhere that the wider one does not let the same request go under some name.</summary>
public sealed class PolicyRefinementTests
{
    private static readonly string[] Names =
        ["large", "middle", "small", "openai/large", "frankfurt/large", "openai/small", "volcengine/small", "frankfurt/middle"];

    private static readonly string[] Patterns = ["large", "s*", "*", "openai/*", "m*e", "a1", "a2"];

    [Fact]
    public void Decide_AnyNarrowerPolicy_NeverWidens() => Seeds.ForAll(1_500, random => Check(random));

    [Fact]
    [Trait("tier", "nightly")]
    public void Decide_AnyNarrowerPolicyNightly_NeverWidens() => Seeds.ForAll(20_000, random => Check(random));

    private static void Check(Random random)
    {
        var (wideText, narrowText) = (Document(random), Document(random));
        var wide = Chain(wideText, null);
        var both = Chain(wideText, narrowText);
        var asked = Pick(random, [.. Names, "a1", "a2", "unheard-of"]);
        var told = $"asked {asked}\nwide:\n{wideText}\nnarrow:\n{narrowText}";
        var decision = PolicyEvaluator.Decide(both, AskWithOwn(asked))!;
        var alone = PolicyEvaluator.Decide(wide, AskWithOwn(asked))!;
        var seen = alone.Asked.Entry is not null || wide.FindAlias(asked, 0) >= 0;
        if (seen && alone.Refusal is not null)
        {
            decision.Refusal.ShouldNotBeNull(told);
        }

        var reached = Targets(both, asked);
        var permitted = Names.Concat(["a1", "a2", asked]).Distinct().SelectMany(name => Targets(wide, name)).ToHashSet();
        reached.ShouldBeSubsetOf(permitted, told);
        if (seen && alone.Refusal is null && decision.Refusal is null)
        {
            (decision.MaxOutputTokens ?? long.MaxValue).ShouldBeLessThanOrEqualTo(alone.MaxOutputTokens ?? long.MaxValue, told);
            (decision.MaxTemperature ?? 2).ShouldBeLessThanOrEqualTo(alone.MaxTemperature ?? 2, told);
            (decision.AllowsCache && !alone.AllowsCache).ShouldBeFalse(told);
        }
    }

    // Offers of one source also under a credential of the organization's own.
    private static readonly Dictionary<string, Model> WithOwn = Models.Values.ToDictionary(
        m => m.Id,
        m => m with
        {
            Offers =
            [
                .. m.Offers.Where(o => o.Source == World).Select(o => o with { Source = o.Source with { CredentialId = "cred_1", ApiKey = "own" } }),
                .. m.Offers,
            ],
        },
        StringComparer.Ordinal);

    private static PolicyQuestion AskWithOwn(string model) => new(SampleTenant.Caller(), Chat(model), WithOwn, NoBudgets);

    private static List<string> Targets(PolicyChain chain, string asked)
    {
        var question = AskWithOwn(asked);
        var decision = PolicyEvaluator.Decide(chain, question)!;
        if (decision.Refusal is not null)
        {
            return [];
        }

        var facts = new RouteFacts(decision, question, "USD", new Dictionary<(string, string), NextModel.Billing.FxRate>()) { At = DateTimeOffset.UnixEpoch };
        return new Router().Route(facts).TryGet(out var plan, out _) ? [.. plan.Targets.Select(t => $"{t.Source.Label}/{plan.ModelOf(t).Id}")] : [];
    }

    private static string Document(Random random)
    {
        var text = $"policy: 1\n{(random.Next(4) == 0 ? "default: deny\n" : "")}{(random.Next(4) == 0 ? $"credentials: {Credentials(random)}\n" : "")}aliases:\n  a1: [{Some(random, Names)}]\n  a2: [{Some(random, [.. Names, "a1"])}]\nrules:\n";
        for (var i = random.Next(0, 4); i >= 0; i--)
        {
            text += $"  - name: r{i}\n";
            text += random.Next(3) > 0 ? $"    when: {{ model: [{Some(random, Patterns)}] }}\n" : "";
            text += random.Next(8) == 0 ? "    deny: no\n" : Decision(random);
        }

        return text;
    }

    private static string Decision(Random random)
    {
        var text = "";
        text += random.Next(4) == 0 ? $"    models: {{ {Side(random)}: [{Some(random, ["large", "s*", "middle"])}] }}\n" : "";
        text += random.Next(4) == 0 ? $"    regions: {{ {Side(random)}: [{Some(random, ["eu", "cn", "global"])}] }}\n" : "";
        text += random.Next(4) == 0 ? $"    sources: {{ {Side(random)}: [{Some(random, ["openai", "frankfurt", "volcengine"])}] }}\n" : "";
        text += random.Next(4) == 0 ? $"    max_output_tokens: {random.Next(1, 1000)}\n" : "";
        text += random.Next(4) == 0 ? $"    max_temperature: 0.{random.Next(10)}\n" : "";
        text += random.Next(4) == 0 ? "    cache: off\n" : "";
        text += random.Next(4) == 0 ? $"    credentials: {Credentials(random)}\n" : "";
        var strategy = Pick(random, ["priority", "cheapest", "sticky", "weighted"]);
        text += random.Next(3) switch
        {
            0 => $"    route: {{ strategy: {strategy}, targets: [{Some(random, [.. Names, "a1", "a2"])}] }}\n",
            1 when random.Next(2) == 0 => $"    route: {{ strategy: {strategy}, max_price: {{ currency: USD, input: {random.Next(5)} }} }}\n",
            _ => "",
        };
        return text;
    }

    private static string Credentials(Random random) => Pick(random, ["own_first", "own_only", "platform_only"]);

    private static string Side(Random random) => random.Next(2) == 0 ? "allow" : "deny";

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];

    private static string Some(Random random, string[] from)
    {
        var chosen = from.ToArray();
        random.Shuffle(chosen);
        return string.Join(", ", chosen.Take(random.Next(1, 4)).Select(name => $"\"{name}\""));
    }
}

using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using NextModel.Policies;
using NextModel.Routing;
using NextModel.Testing;
using NextModel.Testing.Ledger;
using static NextModel.Tests.Policies.SamplePolicies;

namespace NextModel.Tests.Routing;

/// <summary>The order in which the targets of a route are tried.</summary>
public sealed class StrategyTests
{
    private static readonly Dictionary<(string, string), NextModel.Billing.FxRate> NoRates = [];

    [Fact]
    public void Weighted_ManySeeds_FollowTheWeightsAndTheSameSeedTheSameTarget()
    {
        var chain = Chain(null, """
            policy: 1
            rules: [{ name: split, route: { strategy: weighted, targets: [{ model: large, weight: 3 }, middle, { model: small, weight: 0 }] } }]
            """);

        var first = Enumerable.Range(0, 4000).Select(i => Order(chain, seed: i)).ToList();

        first.Count(o => o.StartsWith("openai/large frankfurt/large", StringComparison.Ordinal)).ShouldBeInRange(2900, 3100);
        first.ShouldAllBe(o => o.EndsWith("openai/small volcengine/small", StringComparison.Ordinal));
        Enumerable.Range(0, 50).ShouldAllBe(i => Order(chain, i) == first[i]);
    }

    [Fact]
    public void Weighted_TargetIsAdded_OnlyItsOwnShareMoves()
    {
        var two = Chain(null, "policy: 1\nrules: [{ name: split, route: { strategy: weighted, targets: [large, middle] } }]");
        var three = Chain(null, "policy: 1\nrules: [{ name: split, route: { strategy: weighted, targets: [large, middle, small] } }]");

        var moved = Enumerable.Range(0, 1000)
            .Select(i => (Before: Order(two, i).Split(' ')[0], After: Order(three, i).Split(' ')[0]))
            .Where(pair => pair.Before != pair.After)
            .ToList();

        moved.ShouldAllBe(pair => pair.After == "openai/small");
        moved.Count.ShouldBeInRange(270, 400);
    }

    [Theory]
    [InlineData("priority", "openai under cred_1/large openai/large frankfurt/large openai under cred_1/small openai/small volcengine/small")]
    [InlineData("cheapest", "openai under cred_1/large openai under cred_1/small volcengine/small openai/small openai/large frankfurt/large")]
    public void Any_OwnCredential_ComesFirstInThePlacesOfItsModel(string strategy, string expected)
    {
        var chain = Chain(null, $"policy: 1\nrules: [{{ name: all, route: {{ strategy: {strategy}, targets: [large, small] }} }}]");
        var own = World with { CredentialId = "cred_1" };
        var models = Models.Values.ToDictionary(
            m => m.Id, m => m with { Offers = [.. m.Offers.Where(o => o.Source == World).Select(o => o with { Source = own }), .. m.Offers] }, StringComparer.Ordinal);
        var question = new PolicyQuestion(SampleTenant.Caller(), Chat("large"), models, NoBudgets);

        var facts = new RouteFacts(PolicyEvaluator.Decide(chain, question)!, question, "USD", NoRates) { At = SampleTenant.Day };
        new Router().Route(facts).TryGet(out var plan, out _).ShouldBeTrue();

        string.Join(' ', plan!.Targets.Select(t => $"{t.Source.Label}/{plan.ModelOf(t).Id}")).ShouldBe(expected);
    }

    [Fact]
    public void Cheapest_ByWhatTheRequestCosts_PutsTheCheaperFirst() => Order(
        Chain(null, "policy: 1\nrules: [{ name: thrift, route: { strategy: cheapest, targets: [large, middle, openai/small] } }]"), 0)
        .ShouldBe("openai/small frankfurt/middle openai/large frankfurt/large");

    [Fact]
    public void Cheapest_LongOutput_CountsItsPrice()
    {
        // 100 tokens in: 0.0003 and 0.0004 for input; each token of output costs 15 and 20 per million.
        var chain = Chain(null, "policy: 1\nrules: [{ name: thrift, route: { strategy: cheapest } }]");

        Order(chain, 0, Ask("large", ",\"max_tokens\":100000")).ShouldBe("openai/large frankfurt/large");
        Order(chain, 0, Ask("small", ",\"max_tokens\":100000")).ShouldBe("volcengine/small openai/small");
    }

    [Fact]
    public void Sticky_SameKeyAndBeginning_IsTheSameAndOthersAreSpread()
    {
        var chain = Chain(null, "policy: 1\nrules: [{ name: stick, route: { strategy: sticky, targets: [large, middle, small] } }]");
        var longer = Ask("large", ",\"user\":\"b\"");

        Order(chain, 1, Ask("large")).ShouldBe(Order(chain, 2, longer));
        Order(chain, 1, Ask("large", ",\"prompt_cache_key\":\"k\"")).ShouldBe(Order(chain, 2, Ask("large", ",\"seed\":1,\"prompt_cache_key\":\"k\"")));
        var keys = Enumerable.Range(1, 200).Select(i => Order(chain, 0, Ask("large", caller: SampleTenant.Caller(key: i))).Split(' ')[0]).ToList();
        keys.Distinct().Count().ShouldBe(5);
    }

    [Fact]
    public void Fastest_ByTheMedian_AfterTwentyMeasurements()
    {
        var book = new TargetBook(new ManualTime(SampleTenant.Day), NullLogger<TargetBook>.Instance);
        var chain = Chain(null, "policy: 1\nrules: [{ name: quick, route: { strategy: fastest, targets: [large] } }]");
        Measure("openai", 19, 900);
        Measure("frankfurt", 20, 100);
        Order(chain, 0, targets: book).ShouldBe("openai/large frankfurt/large");
        Measure("openai", 1, 900);
        Order(chain, 0, targets: book).ShouldBe("frankfurt/large openai/large");

        void Measure(string source, int times, int milliseconds)
        {
            for (var i = 0; i < times; i++)
            {
                book.Of(Models["large"].Offers.Single(o => o.Source.Id == source)).Latency.ObserveTotal(InputSize.Small, milliseconds);
            }
        }
    }

    [Fact]
    public void MaxLatency_SlowerThanItAllows_IsRejectedWithTheFigure()
    {
        var book = new TargetBook(new ManualTime(SampleTenant.Day), NullLogger<TargetBook>.Instance);
        var chain = Chain(null, "policy: 1\nrules: [{ name: quick, route: { max_latency: { p95: 500ms } } }]");
        for (var i = 0; i < 30; i++)
        {
            book.Of(Models["large"].Offers[0]).Latency.ObserveTotal(InputSize.Small, 900);
        }

        Order(chain, 0, targets: book).ShouldBe("frankfurt/large");
        var judged = Router.Judge(Facts(chain, Ask("large"), 0, book));
        judged[^1].Rejection!.Kind.ShouldBe(RejectionKind.Latency);
        judged[^1].Rejection!.Reason.ShouldContain("of 30 requests");
    }

    [Theory]
    [InlineData("max_price: { currency: USD, input: 3 }", "openai/large")]
    [InlineData("max_price: { currency: USD, output: 10 }", "policy_denied")]
    [InlineData("max_price: { currency: USD, input: 4, output: 20 }", "openai/large frankfurt/large")]
    public void MaxPrice_DearerThanItAllows_IsRejected(string limit, string expected) =>
        Route(Chain(null, $"policy: 1\nrules: [{{ name: thrift, route: {{ {limit} }} }}]"), Ask("large")).ShouldBe(expected);

    private static string Order(PolicyChain chain, int seed, PolicyQuestion? question = null, TargetBook? targets = null) =>
        string.Join(' ', Router.Judge(Facts(chain, question ?? Ask("large"), seed, targets)).Where(t => t.Rejection is null).Select(t => $"{t.Offer.Source.Id}/{t.Model.Id}"));

    private static RouteFacts Facts(PolicyChain chain, PolicyQuestion question, int seed, TargetBook? targets) =>
        new(PolicyEvaluator.Decide(chain, question)!, question, "USD", NoRates)
        {
            At = SampleTenant.Day,
            Request = question.Request,
            Targets = targets,
            Seed = SHA256.HashData(Encoding.ASCII.GetBytes($"{seed}")),
            OutputTokens = question.Request!.MaxOutputTokens ?? RouteFacts.ExpectedOutputTokens,
        };
}

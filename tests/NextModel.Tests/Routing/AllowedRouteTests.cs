using NextModel.Billing;
using NextModel.Catalog;
using NextModel.Policies;
using NextModel.Routing;
using NextModel.Testing.Ledger;
using static NextModel.Tests.Policies.SamplePolicies;

namespace NextModel.Tests.Routing;

/// <summary>Requests whose policies restrict, choose and order nothing of what they name: the usual ones.</summary>
public sealed class AllowedRouteTests
{
    private const string AllowsAll = "policy: 1\nrules: [{ name: house, models: { allow: ['*'] }, regions: { allow: [eu, global] } }]";

    private readonly Router _router = new();

    [Fact]
    public void Route_PoliciesLetEveryOfferPass_IsThePlanOfTheModel() =>
        Route(Chain(AllowsAll, AllowsAll), Models).ShouldBeSameAs(_router.Route(Models, "large").TryGet(out var plan, out _) ? plan : null);

    [Fact]
    public void Route_OneOfferIsNotAllowed_IsAPlanWithoutIt() => Route(
        Chain(AllowsAll, "policy: 1\nrules: [{ name: near, regions: { allow: [eu] } }]"), Models).Targets.Select(t => t.Source.Id).ShouldBe(["frankfurt"]);

    [Fact]
    public void Route_OneOfferIsUnderAnOwnCredential_ThatComesFirst()
    {
        var large = Models["large"];
        var own = large.Offers[1] with { Source = Europe with { CredentialId = "cred_1" } };
        var models = new Dictionary<string, Model>(StringComparer.Ordinal) { ["large"] = large with { Offers = [large.Offers[0], own] } };

        Route(Chain(AllowsAll, null), models).Targets.ShouldBe([own, large.Offers[0]]);
    }

    private RoutePlan Route(PolicyChain chain, IReadOnlyDictionary<string, Model> models)
    {
        var question = new PolicyQuestion(SampleTenant.Caller(), Chat("large"), models, NoBudgets);
        var facts = new RouteFacts(PolicyEvaluator.Decide(chain, question)!, question, "USD", new Dictionary<(string, string), FxRate>()) { At = SampleTenant.Day };
        return _router.Route(facts).TryGet(out var plan, out var refusal) ? plan : throw new InvalidOperationException(refusal.Message);
    }
}

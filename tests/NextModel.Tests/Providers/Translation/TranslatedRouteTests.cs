using NextModel.Catalog;
using NextModel.Inference;
using NextModel.Providers.Translation;
using NextModel.Routing;
using NextModel.Tests.Providers.OpenAI;

namespace NextModel.Tests.Providers.Translation;

/// <summary>What is translated to see whether an offer can be told a request is what it is sent.</summary>
public sealed class TranslatedRouteTests
{
    private const string Hello = """{"model":"m","messages":[{"role":"user","content":"Hi"}],"max_tokens":100}""";

    [Fact]
    public void Narrow_TranslatedSource_KeepsTheBodyForTheFirstTarget()
    {
        var (request, offer) = (Requests.Chat(Hello), Requests.Offer("bedrock", "amazon.nova-pro-v1:0"));
        Narrow(request, out var first, offer).Targets.ShouldBe([offer]);
        using var kept = first.ShouldNotBeNull();

        using var taken = kept.Take(Job(request, offer)).ShouldNotBeNull();

        using var made = Translators.For(offer.Source.Dialect)!.Translate(Job(request, offer));
        taken.Body.Span.SequenceEqual(made.Body.Span).ShouldBeTrue();
        kept.Take(Job(request, offer)).ShouldBeNull("it has one owner");
    }

    [Fact]
    public void Narrow_FirstTargetHasNoWords_KeepsTheBodyOfTheNext()
    {
        var request = Requests.Chat(Hello.Replace("\"max_tokens\"", "\"logit_bias\":{\"1\":2},\"max_tokens\"", StringComparison.Ordinal));
        var (refuses, takes) = (Requests.Offer("anthropic-messages", "claude-sonnet-4-5"), Requests.Offer("openai-chat", "gpt"));

        var route = Narrow(request, out var first, refuses, takes);

        route.Targets.ShouldBe([takes]);
        first.ShouldBeNull("the one that is left gets the request as it came");
    }

    [Fact]
    public void Take_BoundLoweredByABudgetSince_HasNothing()
    {
        var (request, offer) = (Requests.Chat(Hello), Requests.Offer("bedrock", "amazon.nova-pro-v1:0"));
        Narrow(request, out var first, offer);
        using var kept = first.ShouldNotBeNull();

        request.OutputBound = 50;

        kept.Take(Job(request, offer)).ShouldBeNull();
        request.OutputBound = null;
        request.TemperatureBound = 0.5m;
        kept.Take(Job(request, offer)).ShouldBeNull();
    }

    private static TranslationJob Job(InferenceRequest request, Offer offer) => new(request, offer, null, Stream: false);

    private static RoutePlan Narrow(InferenceRequest request, out FirstTranslation? first, params Offer[] offers)
    {
        TranslatedRoute.Narrow(new RoutePlan(new Model("m", offers), offers), request, out first).TryGet(out var route, out var refusal)
            .ShouldBeTrue(refusal?.Message);
        return route!;
    }
}

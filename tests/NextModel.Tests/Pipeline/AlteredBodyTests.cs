using NextModel.Catalog;
using NextModel.Pipeline;
using NextModel.Routing;
using NextModel.Tests.Providers.OpenAI;

namespace NextModel.Tests.Pipeline;

/// <summary>What goes upstream in another form than it came has its own entries in the exact cache, at sources of every dialect.</summary>
public sealed class AlteredBodyTests
{
    public static TheoryData<string, string?> Sources => new()
    {
        { "openai-chat", null },
        { "azure-openai", "2024-10-21" },
        { "anthropic-messages", null },
        { "gemini", null },
        { "bedrock", null },
    };

    [Theory]
    [MemberData(nameof(Sources))]
    public void Digest_EachBound_IsAnother(string dialect, string? apiVersion)
    {
        var route = Route(dialect, apiVersion, modelLimit: 64_000);

        var digests = new[] { Digest(route, null, null), Digest(route, 100, null), Digest(route, null, 0.5m), Digest(route, 100, 0.5m), Digest(route, 200, 0.5m), Digest(route, 200, 0.6m) };

        digests.Distinct().Count().ShouldBe(digests.Length);
    }

    [Fact]
    public void Digest_AsItCame_IsNone() => Digest(Route("openai-chat", null, modelLimit: 64_000), null, null).ShouldBeNull();

    [Fact]
    public void Digest_OtherApiVersion_IsAnother() =>
        Digest(Route("azure-openai", "2024-10-21", null), null, null).ShouldNotBe(Digest(Route("azure-openai", "2025-01-01", null), null, null));

    // A source that must be told a bound is told the catalog's.
    [Fact]
    public void Digest_TranslatedUnderAnotherLimitOfTheCatalog_IsAnother() =>
        Digest(Route("anthropic-messages", null, 64_000), null, null).ShouldNotBe(Digest(Route("anthropic-messages", null, 32_000), null, null));

    private static NextModel.Caching.Digest? Digest(RoutePlan route, long? output, decimal? temperature)
    {
        var request = Requests.Chat("""{"model":"m","messages":[],"temperature":0.9}""");
        (request.OutputBound, request.TemperatureBound) = (output, temperature);
        return AlteredBody.Digest(request, route);
    }

    private static RoutePlan Route(string dialect, string? apiVersion, long? modelLimit)
    {
        var offer = Requests.Offer(dialect, "claude-sonnet-4-5");
        offer = offer with { Source = offer.Source with { ApiVersion = apiVersion } };
        return new RoutePlan(new Model("m", [offer]) { MaxOutputTokens = modelLimit }, [offer]);
    }
}

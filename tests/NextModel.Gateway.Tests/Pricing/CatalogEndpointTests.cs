using System.Net;
using System.Text.Json;
using NextModel.Catalog;
using NextModel.Testing.Gateway;

namespace NextModel.Gateway.Tests.Pricing;

public sealed class CatalogEndpointTests : IAsyncLifetime
{
    private TestGateway _gateway = null!;
    private HttpClient _nobody = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await TestGateway.StartAsync(new TestGatewayOptions
        {
            // No request goes there: only what can be called is asked about.
            Environment = new Dictionary<string, string> { ["OPENAI_API_KEY"] = "sk-test", ["ZAI_API_KEY"] = "sk-test" },
        });
        _nobody = new HttpClient { BaseAddress = new Uri(_gateway.Origin) };
    }

    public async ValueTask DisposeAsync()
    {
        _nobody.Dispose();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task Catalog_WithoutAKey_HasEverythingAndSaysWhatCanBeCalled()
    {
        var catalog = await GetAsync("/api/catalog");

        var models = catalog.GetProperty("models").EnumerateArray().ToDictionary(m => m.GetProperty("id").GetString()!);
        models.Count.ShouldBe(ModelCatalog.BuiltIn.Models.Count() + 1);
        models["gpt-4o-mini"].GetProperty("callable").GetBoolean().ShouldBeTrue();
        models["claude-sonnet-4-5"].GetProperty("callable").GetBoolean().ShouldBeFalse();
        models["sandbox-echo"].GetProperty("callable").GetBoolean().ShouldBeTrue();
        var offer = models["gpt-4o-mini"].GetProperty("offers")[0];
        offer.GetProperty("price").GetProperty("input").GetDecimal().ShouldBe(0.15m);
        offer.GetProperty("price").GetProperty("as_of").GetString().ShouldBe("2026-11-10");
        offer.GetProperty("latency").ValueKind.ShouldBe(JsonValueKind.Null);
        catalog.GetProperty("sources").EnumerateArray().Where(s => s.GetProperty("live").GetBoolean()).Select(s => s.GetProperty("id").GetString())
            .ShouldBe(["openai", "zai"]);
    }

    [Fact]
    public async Task Models_OfClients_ListsOnlyWhatCanBeCalledEachOnce()
    {
        var ids = JsonDocument.Parse(await _gateway.Client.GetStringAsync("/v1/models")).RootElement.GetProperty("data").EnumerateArray()
            .Select(m => m.GetProperty("id").GetString()).ToList();

        ids.ShouldContain("gpt-4-1-mini");
        ids.ShouldNotContain("gpt-4.1-mini");
        ids.ShouldNotContain("claude-sonnet-4-5");
        ids.ShouldBeUnique();
    }

    [Fact]
    public async Task Catalog_AskedAgainWithItsTag_IsNotSentAgain()
    {
        using var first = await _nobody.GetAsync("/api/catalog?developer=openai");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/api/catalog?developer=openai");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var answer = await _nobody.SendAsync(again);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await answer.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Model_ByAlias_IsTheModel()
    {
        (await GetAsync("/api/catalog/gemini-2.5-flash")).GetProperty("id").GetString().ShouldBe("gemini-2-5-flash");
        using var nothing = await _nobody.GetAsync("/api/catalog/nothing-like-it");
        nothing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task OpenRoutes_MoreThanTheyTake_AreToldWhenToComeBack()
    {
        var refused = 0;
        for (var i = 0; i < 2_000 && refused == 0; i++)
        {
            using var answer = await _nobody.GetAsync("/api/catalog/gpt-4o-mini");
            refused += answer.StatusCode == HttpStatusCode.TooManyRequests && answer.Headers.RetryAfter is not null ? 1 : 0;
        }

        refused.ShouldBe(1);
    }

    private async Task<JsonElement> GetAsync(string path) => JsonDocument.Parse(await _nobody.GetStringAsync(path)).RootElement;
}

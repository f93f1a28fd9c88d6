using System.Net;
using System.Text.Json;
using NextModel.Gateway.Tests.Routing;
using NextModel.Testing;
using NextModel.Testing.Gateway;

namespace NextModel.Gateway.Tests.Pricing;

/// <summary>The query of <c>GET /api/catalog</c>, one filter after the other: what stays passes, what is gone does not, and what is no filter is refused.</summary>
public sealed class CatalogFilterTests(CatalogFilterTests.Catalog catalog) : IClassFixture<CatalogFilterTests.Catalog>
{
    /// <summary>One gateway without any request: what is offered is asked about, nobody is called.</summary>
    public sealed class Catalog : IAsyncLifetime
    {
        private readonly ManualTime _time = new();
        private TestGateway _gateway = null!;
        private HttpClient _nobody = null!;

        public JsonElement[] All { get; private set; } = [];

        public async ValueTask InitializeAsync()
        {
            _gateway = await TestGateway.StartAsync(new TestGatewayOptions
            {
                Environment = new Dictionary<string, string> { ["OPENAI_API_KEY"] = "sk-test", ["ZAI_API_KEY"] = "sk-test" },
                Time = _time,
            });
            _nobody = new HttpClient { BaseAddress = new Uri(_gateway.Origin) };
            All = await ModelsAsync("");
        }

        public async ValueTask DisposeAsync()
        {
            _nobody.Dispose();
            await _gateway.DisposeAsync();
        }

        public async Task<JsonElement[]> ModelsAsync(string query)
        {
            using var answer = await AskAsync(query);
            return [.. JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("models").EnumerateArray()];
        }

        public Task<HttpResponseMessage> AskAsync(string query)
        {
            // Open routes take so many requests a second.
            _time.Advance(TimeSpan.FromSeconds(1));
            return _nobody.GetAsync("/api/catalog" + query);
        }
    }

    [Theory]
    [InlineData("tools")]
    [InlineData("embeddings")]
    [InlineData("tools,vision,json_schema")]
    public Task Capability_KeepsModelsThatHaveAllOfThem(string names) =>
        KeepsAsync($"?capability={names}", model => names.Split(',').All(name => model.GetProperty("capabilities").GetProperty(name).ValueKind == JsonValueKind.True));

    [Fact]
    public Task Capability_GivenTwice_AsksForBoth() =>
        KeepsAsync("?capability=tools&capability=audio", model =>
            Can(model, "tools") && Can(model, "audio"));

    [Fact]
    public Task Region_KeepsOffersThereOnly() => KeepsOffersAsync("?region=cn", offer => Text(offer, "region") == "cn");

    [Fact]
    public Task Source_KeepsOffersThereOnly() => KeepsOffersAsync("?source=openrouter", offer => Text(offer, "source") == "openrouter");

    [Fact]
    public Task Developer_KeepsTheirModels() => KeepsAsync("?developer=anthropic", model => Text(model, "developer") == "anthropic");

    [Fact]
    public Task Workload_KeepsModelsThatFit() =>
        KeepsAsync("?workload=long-context", model => model.GetProperty("workload_fit").TryGetProperty("long-context", out _));

    [Fact]
    public Task MaxInputPrice_KeepsOffersOfKnownPriceUpToIt() =>
        KeepsOffersAsync("?max_input_price=0.15", offer => Figure(offer, "input") <= 0.15m);

    [Fact]
    public Task MaxOutputPrice_KeepsOffersOfKnownPriceUpToIt() =>
        KeepsOffersAsync("?max_output_price=0.6", offer => Figure(offer, "output") <= 0.6m);

    [Fact]
    public Task MinContext_KeepsModelsOfKnownContextFromItOn() =>
        KeepsAsync("?min_context=200000", model => Number(model, "context_window") >= 200_000);

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public Task Callable_TellsWhatCanBeCalledFromWhatCannot(string value, bool callable) =>
        KeepsAsync($"?callable={value}", model => model.GetProperty("callable").GetBoolean() == callable);

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public Task Featured_TellsTheShortListFromTheRest(string value, bool featured) =>
        KeepsAsync($"?featured={value}", model => model.GetProperty("featured").GetBoolean() == featured);

    [Fact]
    public Task TwoFilters_BothHold() =>
        KeepsOffersAsync("?region=cn&max_input_price=1&workload=coding", offer => Text(offer, "region") == "cn" && Figure(offer, "input") <= 1,
            model => model.GetProperty("workload_fit").TryGetProperty("coding", out _));

    [Theory]
    [InlineData("input_price")]
    [InlineData("output_price")]
    [InlineData("context")]
    [InlineData("released")]
    public async Task Sort_OrdersByItAndTurnedRoundKeepsTheUnknownLast(string sort)
    {
        var upwards = (await catalog.ModelsAsync($"?sort={sort}")).Select(model => By(model, sort)).ToList();
        var downwards = (await catalog.ModelsAsync($"?sort=-{sort}")).Select(model => By(model, sort)).ToList();

        upwards.Count.ShouldBe(catalog.All.Length);
        var known = upwards.OfType<decimal>().ToList();
        known.Distinct().Count().ShouldBeGreaterThan(3);
        upwards.ShouldBe([.. known.Order().Select(value => (decimal?)value), .. Unknown(upwards)]);
        downwards.ShouldBe([.. known.OrderDescending().Select(value => (decimal?)value), .. Unknown(upwards)]);
    }

    [Fact]
    public async Task SortById_IsTheUsualOrderAndCanBeTurnedRound()
    {
        var ids = catalog.All.Select(model => Text(model, "id")).ToList();

        ids.ShouldBe(ids.Order(StringComparer.Ordinal));
        (await catalog.ModelsAsync("?sort=id")).Select(model => Text(model, "id")).ShouldBe(ids);
        (await catalog.ModelsAsync("?sort=-id")).Select(model => Text(model, "id")).ShouldBe(ids.AsEnumerable().Reverse());
    }

    [Theory]
    [InlineData("?capability=magic", "capability", "tools")]
    [InlineData("?capability=", "capability", "tools")]
    [InlineData("?region=mars", "region", "cn")]
    [InlineData("?region=cn&region=eu", "region", "twice")]
    [InlineData("?source=acme", "source", "openai")]
    [InlineData("?developer=acme", "developer", "anthropic")]
    [InlineData("?workload=gardening", "workload", "coding")]
    [InlineData("?max_input_price=-1", "max_input_price", "at least 0")]
    [InlineData("?max_input_price=cheap", "max_input_price", "cheap")]
    [InlineData("?max_output_price=1e3", "max_output_price", "1e3")]
    [InlineData("?min_context=-1", "min_context", "at least 0")]
    [InlineData("?min_context=99999999999999999999", "min_context", "99999999999999999999")]
    [InlineData("?callable=1", "callable", "true nor false")]
    [InlineData("?featured=yes", "featured", "true nor false")]
    [InlineData("?sort=speed", "sort", "input_price")]
    [InlineData("?sort=--id", "sort", "--id")]
    [InlineData("?colour=red", "colour", "capability")]
    public async Task Filter_ThatIsNone_IsRefusedByNameWithWhatThereIs(string query, string param, string said)
    {
        using var answer = await catalog.AskAsync(query);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var error = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("error");
        error.GetProperty("param").GetString().ShouldBe(param);
        error.GetProperty("message").GetString()!.ShouldContain(said);
    }

    [Fact]
    public async Task Latency_IsAbsentUntilItWasMeasuredAndThenHasCountAndAge()
    {
        await using var sources = await TwoSources.StartAsync("max_attempts: 1");
        (await LatencyAsync(sources)).ValueKind.ShouldBe(JsonValueKind.Null);

        await sources.AskAsync(stream: true);
        sources.Time.Advance(TimeSpan.FromMinutes(2));
        var measured = (await LatencyAsync(sources)).EnumerateArray().ToList();

        measured.Select(one => $"{Text(one, "measure")} {Text(one, "input")} {Number(one, "samples")}").ShouldBe(["first_byte small 1", "total small 1"]);
        measured.ShouldAllBe(one => Math.Abs((sources.Time.GetUtcNow() - one.GetProperty("newest_at").GetDateTimeOffset() - TimeSpan.FromMinutes(2)).TotalMilliseconds) <= 1);
        measured.ShouldAllBe(one => one.GetProperty("p50_ms").GetDouble() <= one.GetProperty("p95_ms").GetDouble());
    }

    private static async Task<JsonElement> LatencyAsync(TwoSources sources) =>
        JsonDocument.Parse(await sources.Gateway.Client.GetStringAsync("/api/catalog/canary")).RootElement.GetProperty("offers")[0].GetProperty("latency");

    private async Task KeepsAsync(string query, Func<JsonElement, bool> passes)
    {
        var kept = (await catalog.ModelsAsync(query)).Select(model => Text(model, "id")).ToList();

        kept.ShouldNotBeEmpty();
        kept.Count.ShouldBeLessThan(catalog.All.Length);
        kept.ShouldBe(catalog.All.Where(passes).Select(model => Text(model, "id")));
    }

    // A model stays with those of its offers that pass, and goes when none does.
    private async Task KeepsOffersAsync(string query, Func<JsonElement, bool> passes, Func<JsonElement, bool>? model = null)
    {
        var kept = (await catalog.ModelsAsync(query)).SelectMany(Named).ToList();

        kept.ShouldNotBeEmpty();
        kept.Count.ShouldBeLessThan(catalog.All.SelectMany(Named).Count());
        kept.ShouldBe(catalog.All.Where(model ?? (_ => true)).SelectMany(one => Named(one, passes)));
    }

    private static IEnumerable<string> Named(JsonElement model) => Named(model, _ => true);

    private static IEnumerable<string> Named(JsonElement model, Func<JsonElement, bool> passes) => model.GetProperty("offers").EnumerateArray()
        .Where(passes).Select(offer => $"{Text(model, "id")} {Text(offer, "source")} {Text(offer, "upstream_model")}");

    private static decimal? By(JsonElement model, string sort) => sort switch
    {
        "context" => Number(model, "context_window"),
        "released" => Text(model, "released_on") is { Length: 10 } day ? DateOnly.ParseExact(day, "yyyy-MM-dd").DayNumber : null,
        _ => model.GetProperty("offers").EnumerateArray().Min(offer => Figure(offer, sort == "input_price" ? "input" : "output")),
    };

    private static IEnumerable<decimal?> Unknown(IEnumerable<decimal?> values) => values.Where(value => value is null);

    // The ledger of this gateway is in dollars and no rate is set: another currency is not comparable. Only embeddings have no figure for output: there is none.
    private static decimal? Figure(JsonElement offer, string name) =>
        offer.GetProperty("price") is { ValueKind: JsonValueKind.Object } price && Text(price, "currency") == "USD"
            ? Number(price, name) ?? (name == "output" ? 0m : null)
            : null;

    private static decimal? Number(JsonElement at, string name) => at.GetProperty(name) is { ValueKind: JsonValueKind.Number } value ? value.GetDecimal() : null;

    private static bool Can(JsonElement model, string capability) => model.GetProperty("capabilities").GetProperty(capability).ValueKind == JsonValueKind.True;

    private static string? Text(JsonElement at, string name) => at.GetProperty(name).GetString();
}

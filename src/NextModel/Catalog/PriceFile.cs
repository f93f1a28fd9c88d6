using System.Text.Json;

namespace NextModel.Catalog;

/// <summary>
/// Reads price files of others, models.dev's <c>api.json</c> and LiteLLM's <c>model_prices_and_context_window.json</c>, and says what
/// differs from the catalog. It proposes; nothing is changed.
/// </summary>
public static class PriceFile
{
    // What the two files call our sources.
    private static readonly Dictionary<string, string> SourceNames = new(StringComparer.Ordinal)
    {
        ["amazon-bedrock"] = "bedrock",
        ["bedrock"] = "bedrock",
        ["bedrock_converse"] = "bedrock",
        ["alibaba"] = "dashscope-intl",
        ["alibaba-cn"] = "dashscope",
        ["dashscope"] = "dashscope-intl",
        ["moonshotai"] = "moonshot-intl",
        ["moonshotai-cn"] = "moonshot",
        ["moonshot"] = "moonshot-intl",
        ["zhipuai"] = "zhipu",
        ["stepfun"] = "stepfun",
        ["stepfun-ai"] = "stepfun-intl",
        ["tencent-tokenhub"] = "tencent",
        ["siliconflow-cn"] = "siliconflow",
        ["siliconflow"] = "siliconflow-intl",
        ["google"] = "gemini",
        ["together_ai"] = "together",
        ["togetherai"] = "together",
        ["fireworks_ai"] = "fireworks",
        ["fireworks-ai"] = "fireworks",
        ["cohere_chat"] = "cohere",
    };

    /// <summary>Every offer of the catalog that the file has a dollar price for.</summary>
    /// <exception cref="InvalidDataException">The file is of neither kind.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static IReadOnlyList<ImportedPrice> Compare(ModelCatalog catalog, ReadOnlySpan<byte> file)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var reader = new Utf8JsonReader(file);
        using var document = JsonDocument.ParseValue(ref reader);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException("The file is neither models.dev's api.json nor LiteLLM's price file: it is no JSON object.");
        }

        var prices = new Dictionary<(string Source, string Upstream), PriceRates>();
        foreach (var one in root.EnumerateObject().Where(one => one.Value.ValueKind == JsonValueKind.Object))
        {
            if (one.Value.TryGetProperty("models", out var models) && models.ValueKind == JsonValueKind.Object)
            {
                ReadModelsDev(prices, one.Name, models);
            }
            else if (one.Value.TryGetProperty("litellm_provider", out var provider))
            {
                ReadLiteLlm(prices, one.Name, provider.GetString() ?? "", one.Value);
            }
        }

        if (prices.Count == 0)
        {
            throw new InvalidDataException("The file is neither models.dev's api.json nor LiteLLM's price file: no price was found in it.");
        }

        return
        [
            .. from m in catalog.Models
               from offer in m.Model.Offers
               where prices.ContainsKey((offer.Source, offer.UpstreamModel))
               let proposed = prices[(offer.Source, offer.UpstreamModel)]
               let current = offer.Prices.FirstOrDefault(p => p.Currency == "USD")
               select new ImportedPrice(Kind(current, proposed), m.Model.Id, offer.Source, current, proposed),
        ];
    }

    private static string Kind(PriceSheet? current, PriceRates proposed) => current is null
        ? "new"
        : IsSame(current.Input, proposed.Input) && IsSame(current.Output, proposed.Output) && IsSame(current.CachedInput, proposed.CachedInput) ? "same"
        : IsFar(current.Input, proposed.Input) || IsFar(current.Output, proposed.Output) ? "suspicious" : "changed";

    // A file that does not say changes nothing.
    private static bool IsSame(decimal? current, decimal? proposed) => proposed is null || current == proposed;

    private static bool IsFar(decimal? current, decimal? proposed) =>
        current is { } before && proposed is { } after && (after < before / 2 || after > before * 2);

    private static void ReadModelsDev(Dictionary<(string Source, string Upstream), PriceRates> prices, string provider, JsonElement models)
    {
        foreach (var model in models.EnumerateObject())
        {
            if (model.Value.ValueKind == JsonValueKind.Object && model.Value.TryGetProperty("cost", out var cost) && Figure(cost, "input") is { } input)
            {
                prices[(SourceNames.GetValueOrDefault(provider, provider), model.Name)] = new PriceRates
                {
                    Input = input,
                    CachedInput = Figure(cost, "cache_read"),
                    Output = Figure(cost, "output"),
                    CacheWrite = Figure(cost, "cache_write") is { } write ? new Dictionary<string, decimal> { ["default"] = write } : null,
                    Reasoning = Figure(cost, "reasoning"),
                };
            }
        }
    }

    // Per token there, often spelled 1.5e-07; the provider may stand before the name.
    private static void ReadLiteLlm(Dictionary<(string Source, string Upstream), PriceRates> prices, string name, string provider, JsonElement model)
    {
        if (Figure(model, "input_cost_per_token") is { } input)
        {
            var upstream = name.StartsWith(provider + "/", StringComparison.Ordinal) ? name[(provider.Length + 1)..] : name;
            prices.TryAdd((SourceNames.GetValueOrDefault(provider, provider), upstream), new PriceRates
            {
                Input = PerMillion(input),
                CachedInput = PerMillion(Figure(model, "cache_read_input_token_cost")),
                Output = PerMillion(Figure(model, "output_cost_per_token")),
                Reasoning = PerMillion(Figure(model, "output_cost_per_reasoning_token")),
                CacheWrite = PerMillion(Figure(model, "cache_creation_input_token_cost")) is { } write
                    ? new Dictionary<string, decimal> { ["default"] = write }
                    : null,
            });
        }
    }

    private static decimal? PerMillion(decimal? perToken) => perToken * 1_000_000m;

    private static decimal? Figure(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetDecimal(out var figure)
            ? figure
            : null;
}

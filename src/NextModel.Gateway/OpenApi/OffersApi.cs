using NextModel.Gateway.Admin;

namespace NextModel.Gateway.OpenApi;

/// <summary>The routes about offers, with an example of what comes out.</summary>
internal static class OffersApi
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static readonly OfferView Example = new()
    {
        Model = "my-model",
        Source = "my-vllm",
        Region = "local",
        UpstreamModel = "Qwen/Qwen3-8B",
        Health = new OfferHealthView { State = "open", RetryAt = Noon.AddSeconds(4), Successes = 31, Failures = 5, FailuresInARow = 5 },
        Latency =
        [
            new OfferLatencyView
            {
                Measure = "first_byte", Input = "small", P50Ms = 203.5, P95Ms = 431.5, P99Ms = 895.5, Samples = 1840, Since = Noon.AddMinutes(-14), NewestAt = Noon.AddSeconds(-9),
            },
        ],
    };

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        AdminApi.With(new ApiRoute("GET", "/api/admin/v1/offers", "List offers with their health and their measured latency")
        {
            Response = ApiBody.Of(new OfferList([Example]), OffersJsonContext.Default.OfferList),
        }),
    ];
}

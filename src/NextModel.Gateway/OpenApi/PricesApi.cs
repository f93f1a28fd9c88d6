using System.Text.Json;
using NextModel.Gateway.Admin;

namespace NextModel.Gateway.OpenApi;

/// <summary>The routes of set prices and of the configuration, each with an example of what goes in and comes out.</summary>
internal static class PricesApi
{
    private const string Root = "/api/admin/v1/prices";
    private const string Hex = "0193c1f20b7d7c3a9e5f4d2c1b0a9f8e";

    private static readonly PricesJsonContext Json = PricesJsonContext.Default;
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly JsonElement Price = JsonDocument.Parse("""{"currency":"USD","input":0.10,"cached_input":0.05,"output":0.40}""").RootElement;

    private static readonly SetPriceView Example = new()
    {
        Id = "prc_" + Hex,
        Model = "my-model",
        Source = "my-vllm",
        Version = 2,
        PriceVersion = "admin:my-vllm/my-model:2",
        State = "scheduled",
        EffectiveFrom = Noon.AddDays(9),
        SetAt = Noon,
        SetBy = "operator",
        Price = Price,
    };

    private static readonly ApiBody One = ApiBody.Of(Example, Json.SetPriceView);

    private static readonly ApiBody State = ApiBody.Of(
        new ConfigurationView
        {
            State = "refused",
            File = "/etc/nextmodel/nextmodel.yaml",
            LoadedAt = Noon,
            Digest = "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef",
            RefusedAt = Noon.AddHours(2),
            Problems = ["models[0].offers[0].source (line 9): there is no source 'my-vlm'. Live sources: my-vllm, sandbox."],
        },
        Json.ConfigurationView);

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        AdminApi.With(new ApiRoute("GET", Root, "List: every price that was set, in the order of setting")
        {
            Response = ApiBody.Of(new Page<SetPriceView>([Example], false, null), Json.PageSetPriceView),
            Query =
            [
                ("limit", "1 to 200; 50 unless given."), ("after", "next of the page before."), ("model", "Only of this model, by id."),
                ("source", "Only at this source, by id."),
            ],
        }),
        AdminApi.With(new ApiRoute("POST", Root, "Set what a model costs at a source, from a moment on")
        {
            Request = ApiBody.Of(
                new SetPriceRequest { Model = "my-model", Source = "my-vllm", EffectiveFrom = Noon.AddDays(9), Price = Price }, Json.SetPriceRequest),
            Response = One,
            Status = 201,
        }),
        AdminApi.With(new ApiRoute("GET", Root + "/{id}", "Get a set price") { Response = One }),
        AdminApi.With(new ApiRoute("DELETE", Root + "/{id}", "Take back a price that does not count yet") { Response = One, NeedsIfMatch = true }),
        AdminApi.With(new ApiRoute("GET", "/api/admin/v1/configuration", "Which configuration is in force, and what is wrong with a newer one") { Response = State }),
        AdminApi.With(new ApiRoute("POST", "/api/admin/v1/configuration/reload", "Read nextmodel.yaml again; with any problem in it nothing changes") { Response = State }),
    ];
}

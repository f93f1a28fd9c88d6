using System.Text.Json;
using NextModel.Gateway.Admin;

namespace NextModel.Gateway.OpenApi;

/// <summary>The routes of set models and sources, each with an example of what goes in and comes out.</summary>
internal static class EntriesApi
{
    private const string Hex = "0193c1f20b7d7c3a9e5f4d2c1b0a9f8e";

    private static readonly EntriesJsonContext Json = EntriesJsonContext.Default;
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static readonly JsonElement Model = JsonDocument.Parse(
        """{"context_window":131072,"capabilities":{"tools":true},"offers":[{"source":"my-vllm","upstream_model":"Qwen/Qwen3-8B","price":{"currency":"USD","input":0.10,"output":0.40}}]}""")
        .RootElement;

    private static readonly JsonElement Source = JsonDocument.Parse("""{"dialect":"openai-chat","base_url":"http://127.0.0.1:9001/v1","region":"local"}""").RootElement;

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        .. Of("models", "model", "my-model", Model, new SetEntryRequest { Id = "my-model", EffectiveFrom = Noon.AddDays(9), Entry = Model }),
        .. Of("sources", "source", "my-vllm", Source, new SetEntryRequest { Id = "my-vllm", EffectiveFrom = Noon.AddDays(9), Entry = Source, ApiKey = "none" }),
    ];

    private static IEnumerable<ApiRoute> Of(string resource, string kind, string name, JsonElement entry, SetEntryRequest request)
    {
        var root = "/api/admin/v1/" + resource;
        var example = new SetEntryView
        {
            Id = "ent_" + Hex,
            Kind = kind,
            Name = name,
            Version = 2,
            EntryVersion = $"entry:{name}:2",
            State = "scheduled",
            EffectiveFrom = Noon.AddDays(9),
            SetAt = Noon,
            SetBy = "operator",
            Entry = entry,
        };
        var one = ApiBody.Of(example, Json.SetEntryView);
        return
        [
            AdminApi.With(new ApiRoute("GET", root, $"List: every {kind} that was set, in the order of setting")
            {
                Response = ApiBody.Of(new Page<SetEntryView>([example], false, null), Json.PageSetEntryView),
                Query = [("limit", "1 to 200; 50 unless given."), ("after", "next of the page before."), ("name", $"Only this {kind}, by id.")],
            }),
            AdminApi.With(new ApiRoute("POST", root, $"Add or override a {kind}, from a moment on")
            {
                Request = ApiBody.Of(request, Json.SetEntryRequest),
                Response = one,
                Status = 201,
            }),
            AdminApi.With(new ApiRoute("GET", root + "/{id}", $"Get a set {kind}") { Response = one }),
            AdminApi.With(new ApiRoute("DELETE", root + "/{id}", $"Take back a {kind} that does not count yet") { Response = one, NeedsIfMatch = true }),
        ];
    }
}

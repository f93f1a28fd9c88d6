using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using NextModel.Gateway.Tests.Receipts;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Dialects;

/// <summary>
/// One request that uses most of what callers of the Messages and of the Responses API can say, and what a source of each dialect is sent for it. A
/// difference is a bug here or a decision that belongs into docs/reference/dialects.md.
/// </summary>
public sealed class ClientRequestGoldenTests : IAsyncLifetime
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Each dialect of sources, a model there, and an answer in it.</summary>
    private static readonly Dictionary<string, (string Model, string Answer)> Sources = new(StringComparer.Ordinal)
    {
        ["openai-chat"] = ("gpt-5-mini", "chat-normal"),
        ["anthropic-messages"] = ("claude-sonnet-4-5-20250929", "anthropic-normal"),
        ["gemini"] = ("gemini-3-pro", "gemini-stream"),
        ["bedrock"] = ("anthropic.claude-sonnet-4-5-20250929-v1:0", "bedrock-normal"),
    };

    private FakeUpstream _upstream = null!;
    private TestGateway _gateway = null!;

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var source in Sources.Keys)
            {
                pairs.Add("messages", source);
                pairs.Add("responses", source);
            }

            return pairs;
        }
    }

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        var (sources, models) = (new StringBuilder("sources:\n"), new StringBuilder("models:\n"));
        foreach (var (source, (model, answer)) in Sources)
        {
            sources.AppendLine($"  - {{ id: {source}, dialect: {source}, base_url: \"{_upstream.BaseUrl}\", api_key: upstream-secret-key, max_attempts: 1 }}");
            models.AppendLine($"  - {{ id: at-{source}, offers: [{{ source: {source}, upstream_model: \"{model}\" }}] }}");
            _upstream.Play(model, Behaviours.Fixture(answer));
        }

        _gateway = await TestGateway.StartAsync(new TestGatewayOptions { MoreConfiguration = $"{sources}{models}" });
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Post_RichRequest_ReachesTheSourceAsTheGoldenOne(string client, string source)
    {
        var golden = Read(client);
        var request = golden["request"]!.DeepClone().AsObject();
        request.Insert(0, "model", $"at-{source}");
        var stop = TestContext.Current.CancellationToken;

        using var response = await _gateway.Client.PostAsync($"/v1/{client}", new StringContent(request.ToJsonString(), Encoding.UTF8, "application/json"), stop);

        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync(stop));
        var attempt = (await SeenReceipt.OfAsync(_gateway.Client, response.Headers.GetValues("x-nextmodel-request-id").Single())).Root.GetProperty("attempts")[0];
        var sent = new JsonObject
        {
            ["sent"] = JsonNode.Parse(_upstream.Requests.ShouldHaveSingleItem().BodyText),
            ["adjusted"] = attempt.TryGetProperty("adjusted", out var adjusted) ? JsonNode.Parse(adjusted.GetRawText()) : new JsonArray(),
        };
        Text(sent).ShouldBe(Text(golden["sources"]![source]!));
    }

    private static string Text(JsonNode node) => node.ToJsonString(Indented);

    private static JsonNode Read(string client)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Golden/{client}.json")!;
        return JsonNode.Parse(stream)!;
    }
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Dialects;

/// <summary>
/// What callers of the Messages and of the Responses API ask for is told to a source of each dialect: whatever a request is damaged to, it is refused in
/// words or told as JSON.
/// </summary>
public sealed class DamagedRequestTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> Sources = new(StringComparer.Ordinal)
    {
        ["openai-chat"] = "chat-normal",
        ["anthropic-messages"] = "anthropic-normal",
        ["gemini"] = "gemini-stream",
        ["bedrock"] = "bedrock-normal",
    };

    private static readonly Dictionary<string, string> Asked = new(StringComparer.Ordinal)
    {
        ["messages"] = """
            {"model":"MODEL","max_tokens":200,"system":[{"type":"text","text":"Be brief."}],"temperature":0.5,"stop_sequences":["END"],"metadata":{"user_id":"u-1"},
            "tools":[{"name":"get_weather","description":"Weather","input_schema":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}],
            "tool_choice":{"type":"any","disable_parallel_tool_use":true},
            "messages":[{"role":"user","content":[{"type":"text","text":"Weather?"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgo="}}]},
            {"role":"assistant","content":[{"type":"text","text":"Let me see."},{"type":"tool_use","id":"toolu_1","name":"get_weather","input":{"city":"Oslo"}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"cold","is_error":true},{"type":"text","text":"And now?"}]}]}
            """,
        ["responses"] = """
            {"model":"MODEL","instructions":"Be brief.","max_output_tokens":200,"store":false,"temperature":0.5,"user":"u-1","parallel_tool_calls":false,
            "tools":[{"type":"function","name":"get_weather","description":"Weather","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]},"strict":false}],
            "tool_choice":"required",
            "input":[{"role":"user","content":[{"type":"input_text","text":"Weather?"},{"type":"input_image","image_url":"data:image/png;base64,iVBORw0KGgo=","detail":"auto"}]},
            {"type":"message","role":"assistant","content":[{"type":"output_text","text":"Let me see.","annotations":[]}]},
            {"type":"function_call","call_id":"call_1","name":"get_weather","arguments":"{\"city\":\"Oslo\"}"},
            {"type":"function_call_output","call_id":"call_1","output":"cold"},{"role":"user","content":"And now?"}]}
            """,
    };

    private FakeUpstream _upstream = null!;
    private TestGateway _gateway = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var client in Asked.Keys)
            {
                foreach (var source in Sources.Keys)
                {
                    pairs.Add(client, source);
                }
            }

            return pairs;
        }
    }

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        var sources = Sources.Keys.Select(dialect =>
            $"  - {{ id: {dialect}, dialect: {dialect}, base_url: \"{_upstream.BaseUrl}\", api_key: upstream-secret-key, max_attempts: 1, circuit_breaker: false }}");
        var models = Sources.Select(one => $"  - {{ id: {one.Value}, offers: [{{ source: {one.Key}, upstream_model: {one.Value} }}] }}");
        _gateway = await TestGateway.StartAsync(new TestGatewayOptions
        {
            MoreConfiguration = $"sources:\n{string.Join('\n', sources)}\nmodels:\n{string.Join('\n', models)}\n",
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Request_Damaged_IsRefusedOrToldAsJson(string client, string source)
    {
        var told = 0;
        for (var seed = 0; seed < 150; seed++)
        {
            var before = _upstream.Requests.Count;
            using var answer = await PostAsync(client, Damaged(Asked[client], new Random(seed)), source);

            var text = await answer.Content.ReadAsStringAsync(Cancellation);
            ((int)answer.StatusCode).ShouldBeOneOf([200, 400, 404], $"seed {seed}: {text}");
            using var json = JsonDocument.Parse(text);
            json.RootElement.TryGetProperty("error", out var error).ShouldBe(!answer.IsSuccessStatusCode || client == "responses", $"seed {seed}: {text}");
            foreach (var sent in _upstream.Requests.Skip(before))
            {
                told++;
                sent.Json.ShouldNotBeNull($"seed {seed}: {sent.BodyText}");
            }
        }

        told.ShouldBeGreaterThan(20);
    }

    private Task<HttpResponseMessage> PostAsync(string client, string body, string source) => _gateway.Client.PostAsync(
        $"/v1/{client}", new StringContent(body.Replace("MODEL", Sources[source], StringComparison.Ordinal), Encoding.UTF8, "application/json"), Cancellation);

    // One or two values become others, or are gone: it stays JSON, and now and then a request.
    private static string Damaged(string text, Random random)
    {
        var body = JsonNode.Parse(text)!;
        for (var i = random.Next(1, 3); i > 0; i--)
        {
            var places = Below(body).ToList();
            var place = places[random.Next(places.Count)];
            var value = JsonNode.Parse(((string[])["null", "7", "-1", "1e400", "[]", "{}", "true", "\"\"", "\"LONE\"", "\"x\""])[random.Next(10)]);
            switch (place.Parent)
            {
                case JsonObject parent when random.Next(3) == 0:
                    parent.Remove(place.GetPropertyName());
                    break;
                case JsonObject parent:
                    parent[place.GetPropertyName()] = value;
                    break;
                case JsonArray parent:
                    parent[place.GetElementIndex()] = value;
                    break;
            }
        }

        return body.ToJsonString().Replace("LONE", @"\ud800", StringComparison.Ordinal);
    }

    private static IEnumerable<JsonNode> Below(JsonNode node) => (node switch
    {
        JsonObject parent => parent.Select(member => member.Value),
        JsonArray parent => parent,
        _ => [],
    }).OfType<JsonNode>().SelectMany(child => Below(child).Prepend(child));
}

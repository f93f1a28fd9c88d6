using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace NextModel.Clients.Tests;

/// <summary>The bytes the gateway sends in every scenario, without a client in between, and what the schema says about them.</summary>
public sealed class RawAnswers : IAsyncLifetime
{
    private readonly Dictionary<string, IReadOnlyList<string>> _violations = [];

    /// <summary>The scenarios that come to an end; vectors in base64 are left out, which clients ask for and the schema does not know.</summary>
    public static IEnumerable<Scenario> Scenarios => ScenarioTable.All.Where(scenario =>
        scenario.Surface != "abort" && scenario.Request != "embed-base64");

    /// <summary>What is wrong with the answer in a scenario.</summary>
    public IReadOnlyList<string> ViolationsOf(string id) => _violations[id];

    public async ValueTask InitializeAsync()
    {
        await using var upstream = await ScenarioUpstream.StartAsync();
        await using var gateway = await GatewayUnderTest.StartAsync(upstream);
        using var client = new HttpClient { BaseAddress = new Uri(gateway.BaseUrl + "/") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", gateway.ApiKey);
        var texts = new List<(string Id, string Definition, string Json)>();
        foreach (var scenario in Scenarios)
        {
            texts.AddRange((await TextsAsync(client, scenario)).Select(text => (scenario.Id, text.Definition, text.Json)));
        }

        var found = await OpenAISchema.ValidateAsync(texts.Select(text => (text.Definition, text.Json)));
        foreach (var ofScenario in texts.Zip(found).GroupBy(pair => pair.First.Id))
        {
            _violations[ofScenario.Key] = [.. ofScenario.SelectMany(pair => pair.Second.Select(violation => $"{violation} in {pair.First.Json}"))];
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<IReadOnlyList<(string Definition, string Json)>> TextsAsync(HttpClient client, Scenario scenario)
    {
        var embeddings = scenario.Surface == "embeddings";
        using var request = new HttpRequestMessage(HttpMethod.Post, embeddings ? "embeddings" : "chat/completions");
        request.Content = new StringContent(BodyOf(scenario), Encoding.UTF8, "application/json");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var body = await ReadAsync(response);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            return [("ErrorResponse", body)];
        }

        return scenario.Stream
            ? [.. body.Split("\n\n").Where(line => line.StartsWith("data: {", StringComparison.Ordinal)).Select(line => EventOf(line["data: ".Length..]))]
            : [(embeddings ? "CreateEmbeddingResponse" : "CreateChatCompletionResponse", body)];
    }

    private static (string Definition, string Json) EventOf(string json) =>
        (json.StartsWith("{\"error\"", StringComparison.Ordinal) ? "ErrorResponse" : "CreateChatCompletionStreamResponse", json);

    private static string BodyOf(Scenario scenario)
    {
        var body = JsonObject.Create(scenario.Body)!.DeepClone().AsObject();
        body["model"] = scenario.Model(Column.Fixture);
        if (scenario.Stream)
        {
            body["stream"] = true;
            body["stream_options"] = new JsonObject { ["include_usage"] = scenario.Usage };
        }

        return body.ToJsonString();
    }

    // What arrived before a broken end counts too.
    private static async Task<string> ReadAsync(HttpResponseMessage response)
    {
        using var received = new MemoryStream();
        try
        {
            await response.Content.CopyToAsync(received);
        }
        catch (HttpRequestException)
        {
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        return Encoding.UTF8.GetString(received.ToArray());
    }
}

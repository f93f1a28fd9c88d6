using System.Text;
using System.Text.Json;
using NextModel.Gateway.Tests.Receipts;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Responses;

/// <summary>Tokens of a response that is not made, and inputs that are made shorter: at the source where it offers that.</summary>
public sealed class CountAndCompactTests : IAsyncLifetime
{
    private const string Compacted = """{"id":"resp_c","object":"response.compaction","created_at":1,"output":[{"id":"cmp_1","type":"compaction","encrypted_content":"gAAA"}],"usage":{"input_tokens":30,"output_tokens":10,"total_tokens":40}}""";

    private FakeUpstream _upstream = null!;
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        var answer = Behaviours.Fixture("responses-text");
        _upstream.Play("responses-text", (request, attempt) => request.Path switch
        {
            "/v1/responses/input_tokens" => ScriptedResponse.Json("""{"object":"response.input_tokens","input_tokens":4711}"""),
            "/v1/responses/compact" => ScriptedResponse.Json(Compacted),
            _ => answer(request, attempt),
        });
        _gateway = await TestGateway.StartAsync(new TestGatewayOptions
        {
            MoreConfiguration = $$"""
                sources:
                  - { id: fake, base_url: "{{_upstream.BaseUrl}}", api_key: upstream-secret-key, max_attempts: 1, operations: [responses, responses.compact] }
                  - { id: plain, base_url: "{{_upstream.BaseUrl}}", api_key: upstream-secret-key, max_attempts: 1 }
                models:
                  - { id: passed, offers: [{ source: fake, upstream_model: responses-text, price: { currency: USD, input: 1, output: 4 } }] }
                  - { id: told, offers: [{ source: plain, upstream_model: canary, price: { currency: USD, input: 1, output: 4 } }] }
                """,
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Count_AtASourceThatSpeaksResponses_IsItsOwn()
    {
        using var response = await PostAsync("input_tokens", """{"model":"passed","input":"Where do lanterns go?","future":1.0}""");

        (await response.Content.ReadAsStringAsync()).ShouldBe("""{"object":"response.input_tokens","input_tokens":4711}""");
        response.Headers.GetValues("x-nextmodel-usage-source").ShouldBe(["provider"]);
        var sent = _upstream.Requests.ShouldHaveSingleItem();
        (sent.Target, sent.BodyText).ShouldBe(("/v1/responses/input_tokens", """{"model":"responses-text","input":"Where do lanterns go?","future":1.0}"""));
    }

    [Fact]
    public async Task Count_Elsewhere_IsCountedHereAndNobodyIsCalled()
    {
        using var response = await PostAsync("input_tokens", """{"model":"told","input":"Where do lanterns go?"}""");

        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        body.RootElement.GetProperty("input_tokens").GetInt64().ShouldBeInRange(5, 20);
        response.Headers.GetValues("x-nextmodel-usage-source").ShouldBe(["estimated"]);
        _upstream.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Compact_AfterAKeptResponse_SendsWhatWasSaidAndIsCharged()
    {
        using var first = await _gateway.ResponsesAsync("""{"model":"passed","input":"Where do lanterns go?"}""");
        using var answer = JsonDocument.Parse(await first.Content.ReadAsStringAsync());
        var previous = answer.RootElement.GetProperty("id").GetString();

        using var response = await PostAsync("compact", $"{{\"model\":\"passed\",\"previous_response_id\":\"{previous}\",\"input\":\"And now?\"}}");

        (await response.Content.ReadAsStringAsync()).ShouldBe(Compacted);
        var sent = _upstream.Requests[^1];
        sent.Target.ShouldBe("/v1/responses/compact");
        sent.BodyText.ShouldNotContain("previous_response_id");
        sent.BodyText.ShouldNotContain("\"store\"");
        sent.BodyText.ShouldContain("Lanterns drift.");
        sent.BodyText.ShouldContain("And now?");
        var receipt = await SeenReceipt.OfAsync(_gateway.Client, response.Headers.GetValues("x-request-id").Single());
        receipt.Root.GetProperty("operation").GetString().ShouldBe("responses.compact");
        (receipt.Input, receipt.Output, receipt.UsageSource).ShouldBe((30, 10, "provider"));
        receipt.Root.GetProperty("billing").GetProperty("amount").GetString().ShouldBe("0.000070000");
        response.Headers.GetValues("cache-status").ShouldBe(["NextModel; fwd=bypass; detail=\"operation\""]);
    }

    [Theory]
    [InlineData("compact", "{\"model\":\"told\",\"input\":\"Hi\"}", 400, "unsupported_parameter")]
    [InlineData("compact", "{\"input\":\"Hi\"}", 400, "invalid_request")]
    [InlineData("compact", "{\"model\":\"passed\",\"previous_response_id\":\"resp_none\"}", 400, "previous_response_not_found")]
    [InlineData("input_tokens", "{\"model\":\"none\",\"input\":\"Hi\"}", 404, "model_not_found")]
    [InlineData("input_tokens", "{\"prompt\":{\"id\":\"pmpt_1\"}}", 400, "invalid_request")]
    public async Task Call_ThatCannotBeMade_IsRefusedBeforeAnyIs(string route, string body, int status, string code)
    {
        using var response = await PostAsync(route, body);

        ((int)response.StatusCode).ShouldBe(status);
        (await response.Content.ReadAsStringAsync()).ShouldContain($"\"code\":\"{code}\"");
        _upstream.Requests.ShouldBeEmpty();
    }

    private Task<HttpResponseMessage> PostAsync(string route, string json) =>
        _gateway.Client.PostAsync($"/v1/responses/{route}", new StringContent(json, Encoding.UTF8, "application/json"));
}

using System.Net;
using System.Text;
using System.Text.Json;
using NextModel.Testing.Gateway;

namespace NextModel.Gateway.Tests.Pricing;

public sealed class EstimateEndpointTests : IAsyncLifetime
{
    private TestGateway _gateway = null!;
    private HttpClient _nobody = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await TestGateway.StartAsync(new TestGatewayOptions { MoreConfiguration = "billing: { fx: { MYR: 4, as_of: 2026-11-21 } }" });
        _nobody = new HttpClient { BaseAddress = new Uri(_gateway.Origin) };
    }

    public async ValueTask DisposeAsync()
    {
        _nobody.Dispose();
        await _gateway.DisposeAsync();
    }

    // The example of docs/reference/pricing.md: 1200 × 0.15 + 300 × 0.60 = 360 millionths.
    [Fact]
    public async Task Estimate_TokenCounts_IsTheHandComputedAmount()
    {
        var one = (await AskAsync("""{"model":"gpt-4o-mini","input_tokens":1200,"output_tokens":300,"requests":100000,"repeat_rate":0.25}"""))
            .GetProperty("estimates")[0];

        one.GetProperty("problem").ValueKind.ShouldBe(JsonValueKind.Null);
        one.GetProperty("callable").GetBoolean().ShouldBeFalse();
        Sums(one, "fresh").ShouldBe(["0.000360000", "0.360000000", "36.000000000"]);
        Sums(one, "exact_cache").ShouldBe(["0.000036000", "0.036000000", "3.600000000"]);
        one.GetProperty("with_exact_cache").GetProperty("per_month").GetString().ShouldBe("27.900000000");
        one.GetProperty("lines").EnumerateArray().Select(l => l.GetProperty("amount").GetString()).ShouldBe(["0.000180000", "0.000180000"]);
    }

    [Fact]
    public async Task Estimate_OtherCurrency_StatesTheRate()
    {
        var one = (await AskAsync("""{"model":"sandbox-echo","input_tokens":1000000,"output_tokens":0,"currency":"MYR"}""")).GetProperty("estimates")[0];

        one.GetProperty("currency").GetString().ShouldBe("MYR");
        one.GetProperty("fx").GetProperty("as_of").GetString().ShouldBe("2026-11-21");
        Sums(one, "fresh")[0].ShouldBe("0.600000000");
    }

    [Fact]
    public async Task Estimate_SeveralModels_SaysOfEachWhatItCostsOrWhyNot()
    {
        var estimates = (await AskAsync(
            """{"models":["gpt-4o-mini","no-such-model","openrouter/gpt-4o-mini","ernie-5-1","sandbox-echo"],"input_tokens":10,"output_tokens":1}"""))
            .GetProperty("estimates").EnumerateArray().ToList();

        estimates.Select(e => e.GetProperty("problem").ValueKind == JsonValueKind.Null).ShouldBe([true, false, true, false, true]);
        estimates[1].GetProperty("problem").GetString()!.ShouldContain("no-such-model");
        estimates[2].GetProperty("source").GetString().ShouldBe("openrouter");
        estimates[3].GetProperty("problem").GetString()!.ShouldContain("billing.fx");
        estimates[4].GetProperty("callable").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Estimate_LongRequest_IsAtTheTierOfItsLength()
    {
        var one = (await AskAsync("""{"model":"gpt-6-1-terra","input_tokens":300000,"output_tokens":1000}""")).GetProperty("estimates")[0];

        Sums(one, "fresh")[0].ShouldBe("0.607500000"); // 300000 × 2 + 1000 × 7.5
    }

    [Fact]
    public async Task Estimate_Body_IsCountedAndLabelled()
    {
        var estimates = (await AskAsync(
            """
            {"models":["gpt-4o-mini","claude-sonnet-4-5"],"output_tokens":5,
             "body":{"model":"x","messages":[{"role":"user","content":"Hello, how are you today?"}]}}
            """)).GetProperty("estimates");

        var (exact, approximate) = (estimates[0].GetProperty("tokens"), estimates[1].GetProperty("tokens"));
        exact.GetProperty("input").GetInt64().ShouldBe(14);
        exact.GetProperty("counted_with").GetString().ShouldBe("o200k_base");
        exact.GetProperty("approximate").GetBoolean().ShouldBeFalse();
        approximate.GetProperty("approximate").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Estimate_Workload_MeasuresRepeats()
    {
        const string Body = """{"model":"m","messages":[{"role":"user","content":"Hello"}],"max_tokens":5}""";
        const string Same = """{"max_tokens":5,"messages":[{"content":"Hello","role":"user"}],"model":"m","stream":true}""";
        var answer = await AskAsync(
            """
            {"model":"gpt-4o-mini","workload":[
              {"custom_id":"1","body":BODY,"response":{"body":{"usage":{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100}}}},
              {"request":SAME,"usage":{"input_tokens":1000,"output_tokens":100}},
              {"input_tokens":1000,"output_tokens":100}]}
            """.Replace("BODY", Body, StringComparison.Ordinal).Replace("SAME", Same, StringComparison.Ordinal));

        (answer.GetProperty("requests").GetInt64(), answer.GetProperty("identified").GetInt64(), answer.GetProperty("repeats").GetInt64()).ShouldBe((3, 2, 1));
        var one = answer.GetProperty("estimates")[0];
        Sums(one, "fresh")[2].ShouldBe("0.000630000"); // 3 × (1000 × 0.15 + 100 × 0.6)
        one.GetProperty("with_exact_cache").GetProperty("per_month").GetString().ShouldBe("0.000441000"); // 2 fresh, 1 at a tenth
    }

    [Fact]
    public async Task Estimate_ReceiptsOfThisProject_CostWhatTheyCost()
    {
        const string Chat = """{"model":"sandbox-echo","messages":[{"role":"user","content":"Hello"}]}""";
        var receipts = new List<string>();
        var paid = 0m;
        for (var i = 0; i < 2; i++)
        {
            using var answer = await _gateway.ChatAsync(Chat);
            receipts.Add(await _gateway.Client.GetStringAsync(new Uri(answer.Headers.GetValues("x-nextmodel-receipt-url").Single()).PathAndQuery));
            paid += decimal.Parse(answer.Headers.GetValues("x-nextmodel-cost").Single(), null);
        }

        var answered = await AskAsync($$"""{"model":"sandbox-echo","workload":[{{string.Join(',', receipts)}}]}""");

        answered.GetProperty("repeats").GetInt64().ShouldBe(1);
        decimal.Parse(answered.GetProperty("estimates")[0].GetProperty("with_exact_cache").GetProperty("per_month").GetString()!, null).ShouldBe(paid);
    }

    [Theory]
    [InlineData("""{"input_tokens":1}""", "model")]
    [InlineData("""{"model":"m","models":["n"],"input_tokens":1}""", "model")]
    [InlineData("""{"model":"gpt-4o-mini"}""", "input_tokens")]
    [InlineData("""{"model":"gpt-4o-mini","input_tokens":-1}""", "input_tokens")]
    [InlineData("""{"model":"gpt-4o-mini","input_tokens":1,"requests":0}""", "requests")]
    [InlineData("""{"model":"gpt-4o-mini","input_tokens":1,"repeat_rate":2}""", "repeat_rate")]
    [InlineData("""{"model":"gpt-4o-mini","input_tokens":1,"discount":2}""", "discount")]
    [InlineData("""{"model":"gpt-4o-mini","body":{"messages":[]},"output_tokens":1}""", "body.model")]
    [InlineData("""{"model":"gpt-4o-mini","body":{"model":"m","messages":[{"role":"user","content":"Hi"}]}}""", "body")]
    [InlineData("""{"model":"gpt-4o-mini","workload":[{"input_tokens":1,"output_tokens":1},{"what":1}]}""", "workload[1]")]
    [InlineData("""{"model":"gpt-4o-mini","workload":[]}""", "workload")]
    public async Task Estimate_WrongQuestion_IsRefusedByName(string question, string param)
    {
        using var answer = await PostAsync(question);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetProperty("param").GetString().ShouldBe(param);
    }

    private static List<string> Sums(JsonElement estimate, string mode) =>
        [.. estimate.GetProperty(mode).EnumerateObject().Select(p => p.Value.GetString()!)];

    private async Task<JsonElement> AskAsync(string question)
    {
        using var answer = await PostAsync(question);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private Task<HttpResponseMessage> PostAsync(string question) =>
        _nobody.PostAsync("/api/pricing/estimate", new StringContent(question, Encoding.UTF8, "application/json"));
}

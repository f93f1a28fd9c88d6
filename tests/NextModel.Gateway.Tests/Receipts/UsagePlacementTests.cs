using System.Net;
using System.Text.Json;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Receipts;

/// <summary>
/// The same 10 tokens in, 4 of them read from the provider's cache, and 5 out, told in every place and spelling that providers use: one receipt, whoever tells it.
/// </summary>
public sealed class UsagePlacementTests
{
    private const string Usual = "";
    private const string Apart = "quirks: { input_includes_cache: false }";
    private const string ReasoningApart = "quirks: { output_includes_reasoning: false }";
    private const string AllApart = "quirks: { input_includes_cache: false, output_includes_reasoning: false }";

    // By hand: 6 x 1.00 + 4 x 0.10 + 5 x 2.00 per million.
    private const string ReadOnly = "provider 10/4/0/5 input:6 cached_input:4 output:5 = 0.000016400";

    // 3 x 1.00 + 4 x 0.10 + 3 x 1.25 + 5 x 2.00 per million.
    private const string WithWrites = "provider 10/4/3/5 input:3 cached_input:4 cache_write:3 output:5 = 0.000017150";

    private static readonly string Answer =
        """{"id":"c1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"hello there"},"finish_reason":"stop"}]""";

    [Theory]
    [InlineData("OpenAI", Usual, """{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"prompt_tokens_details":{"cached_tokens":4}}""")]
    [InlineData("spelled as the Responses API does", Usual, """{"input_tokens":10,"output_tokens":5,"total_tokens":15,"input_tokens_details":{"cached_tokens":4}}""")]
    [InlineData("Moonshot, older GLM", Usual, """{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"cached_tokens":4}""")]
    [InlineData("DeepSeek", Usual, """{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"prompt_cache_hit_tokens":4,"prompt_cache_miss_tokens":6}""")]
    [InlineData("Mistral", Usual, """{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"num_cached_tokens":4}""")]
    [InlineData("Mistral, its other spelling", Usual, """{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"prompt_token_details":{"cached_tokens":4}}""")]
    [InlineData("no total", Usual, """{"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":4}}""")]
    [InlineData("reasoning beside the output, told by the total", Usual, """{"prompt_tokens":10,"completion_tokens":2,"total_tokens":15,"cached_tokens":4,"completion_tokens_details":{"reasoning_tokens":3}}""")]
    [InlineData("reasoning beside the output, told by the source", ReasoningApart, """{"prompt_tokens":10,"completion_tokens":2,"cached_tokens":4,"completion_tokens_details":{"reasoning_tokens":3}}""")]
    [InlineData("cache beside the input", Apart, """{"prompt_tokens":6,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":4}}""")]
    [InlineData("cache beside the input, with a total", Apart, """{"prompt_tokens":6,"completion_tokens":5,"total_tokens":15,"cached_tokens":4}""")]
    [InlineData("cache and reasoning beside", AllApart, """{"prompt_tokens":6,"completion_tokens":2,"total_tokens":15,"cached_tokens":4,"completion_tokens_details":{"reasoning_tokens":3}}""")]
    public async Task Receipt_CachedInputInEveryField_IsTheSame(string who, string quirks, string usage)
    {
        (await ReceiptAsync(quirks, ScriptedResponse.Json($"{Answer},\"usage\":{usage}}}"), stream: false)).ShouldBe(ReadOnly, who);
        (await ReceiptAsync(quirks, Stream(last: $",\"usage\":{usage}"), stream: true)).ShouldBe(ReadOnly, who + ", in a stream");
    }

    [Theory]
    [InlineData("OpenAI", Usual, """{"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":4,"cache_write_tokens":3}}""")]
    [InlineData("DashScope", Usual, """{"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":4,"cache_creation_input_tokens":3}}""")]
    [InlineData("at the top", Usual, """{"prompt_tokens":10,"completion_tokens":5,"cached_tokens":4,"cache_creation_input_tokens":3}""")]
    [InlineData("beside the input", Apart, """{"prompt_tokens":3,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":4,"cache_write_tokens":3}}""")]
    public async Task Receipt_CacheWritesInEveryField_IsTheSame(string who, string quirks, string usage) =>
        (await ReceiptAsync(quirks, ScriptedResponse.Json($"{Answer},\"usage\":{usage}}}"), stream: false)).ShouldBe(WithWrites, who);

    [Theory]
    [InlineData("in a chunk of its own")]
    [InlineData("in the chunk that finishes")]
    [InlineData("in the choice")]
    [InlineData("in the choice and again at the top")]
    [InlineData("in x_groq")]
    [InlineData("growing in every chunk")]
    [InlineData("the cached part in timings")]
    public async Task Receipt_UsageInEveryPlaceOfAStream_IsTheSame(string place)
    {
        const string Usage = """{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"cached_tokens":4}""";
        const string Growing = """{"prompt_tokens":10,"completion_tokens":1,"total_tokens":11,"cached_tokens":4}""";
        const string Plain = """{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}""";
        var stream = place switch
        {
            "in a chunk of its own" => Stream(last: $",\"usage\":{Usage}"),
            "in the chunk that finishes" => Stream(finish: $",\"usage\":{Usage}"),
            "in the choice" => Stream(choice: $",\"usage\":{Usage}"),
            "in the choice and again at the top" => Stream(choice: $",\"usage\":{Usage}", last: $",\"usage\":{Usage}"),
            "in x_groq" => Stream(finish: $",\"x_groq\":{{\"id\":\"r\",\"usage\":{Usage}}}"),
            "growing in every chunk" => Stream(first: $",\"usage\":{Growing}", finish: $",\"usage\":{Usage}", last: $",\"usage\":{Usage}"),
            _ => Stream(finish: $",\"usage\":{Plain},\"timings\":{{\"cache_n\":4}}"),
        };

        (await ReceiptAsync(Usual, stream, stream: true)).ShouldBe(ReadOnly);
    }

    // Members are added to the chunk with the text, to the one that finishes or its choice, and to a chunk without choices.
    private static ScriptedResponse Stream(string first = "", string finish = "", string choice = "", string last = "")
    {
        const string Head = """{"id":"c1","object":"chat.completion.chunk","created":1,"model":"m",""";
        List<string> events =
        [
            $$$"""{{{Head}}}"choices":[{"index":0,"delta":{"role":"assistant","content":"hello there"}}]{{{first}}}}""",
            $$$"""{{{Head}}}"choices":[{"index":0,"delta":{},"finish_reason":"stop"{{{choice}}}}]{{{finish}}}}""",
        ];
        if (last.Length > 0)
        {
            events.Add($$$"""{{{Head}}}"choices":[]{{{last}}}}""");
        }

        return ScriptedResponse.Events([.. events, "[DONE]"]);
    }

    private static async Task<string> ReceiptAsync(string quirks, ScriptedResponse answer, bool stream)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Play((_, _) => answer);
        await using var gateway = await TestGateway.StartAsync(new TestGatewayOptions
        {
            Upstream = upstream,
            Models = ["echo"],
            SourceLines = "    max_attempts: 1\n" + (quirks.Length > 0 ? "    " + quirks : ""),
            Price = "{ currency: USD, input: 1.00, cached_input: 0.10, output: 2.00, cache_write: { default: 1.25 } }",
        });
        using var response = await gateway.ChatAsync(
            $$"""{"model":"echo","messages":[{"role":"user","content":"Hi"}],"stream":{{(stream ? "true" : "false")}}}""");
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        return Said((await SeenReceipt.OfAsync(gateway.Client, response.Headers.GetValues("x-request-id").Single())).Root);
    }

    private static string Said(JsonElement receipt)
    {
        var usage = receipt.GetProperty("usage");
        string[] counts = ["input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens"];
        var billing = receipt.GetProperty("billing");
        var lines = billing.GetProperty("lines").EnumerateArray().Select(line => $"{line.GetProperty("item").GetString()}:{line.GetProperty("tokens").GetInt64()}");
        return $"{usage.GetProperty("source").GetString()} {string.Join('/', counts.Select(name => usage.GetProperty(name).GetInt64()))} "
            + $"{string.Join(' ', lines)} = {billing.GetProperty("amount").GetString()}";
    }
}

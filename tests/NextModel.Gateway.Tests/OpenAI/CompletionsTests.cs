using System.Net;
using System.Text;
using System.Text.Json;
using NextModel.Gateway.Admin;
using NextModel.Gateway.Tests.Anthropic;
using NextModel.Gateway.Tests.Receipts;
using NextModel.Identity;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.OpenAI;

/// <summary><c>/v1/completions</c>: passed to sources that offer it, metered, cached and refused as chat is.</summary>
public sealed class CompletionsTests
{
    private const string Usage = "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":5,\"total_tokens\":8}";

    private static readonly TestGatewayOptions Options = new()
    {
        Models = ["completions-legacy", "completions-legacy-json", "echo", "counted"],
        SourceLines = "    max_attempts: 1\n    operations: [completions]",
    };

    [Fact]
    public async Task Json_AnyMembers_TravelUnchangedBothWays()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);
        var body = "{ \"model\" : \"completions-legacy-json\", \"prompt\":[[1,2],[3]], \"suffix\":\"!\",\"echo\":true,\"best_of\": 3, \"n\":2,\"future\":[1.0,{}] }";

        using var response = await PostAsync(gateway, body);

        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        text.ShouldBe(Sent("completions-legacy-json").Replace("fx-chat-1", "completions-legacy-json", StringComparison.Ordinal));
        var sent = upstream.Requests.ShouldHaveSingleItem();
        sent.BodyText.ShouldBe(body);
        sent.Target.ShouldBe("/v1/completions");
        var receipt = await SeenReceipt.OfAsync(gateway.Client, RequestId(response));
        receipt.Root.GetProperty("operation").GetString().ShouldBe("completions");
        (receipt.Input, receipt.Output, receipt.UsageSource).ShouldBe((12, 5, "provider"));
        receipt.Amount.ShouldBe(0.0000048m);
    }

    [Fact]
    public async Task Stream_Chunks_ArriveAsTheyWereSentAndAreMetered()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);

        using var response = await PostAsync(gateway, "{\"model\":\"completions-legacy\",\"prompt\":\"Where do lanterns go?\",\"stream\":true}");

        var text = await response.Content.ReadAsStringAsync();
        text.ShouldContain(": nextmodel {\"receipt_hash\":");
        WithoutComments(text).ShouldBe(Sent("completions-legacy").Replace("fx-chat-1", "completions-legacy", StringComparison.Ordinal));
        upstream.Requests.ShouldHaveSingleItem().BodyText.ShouldEndWith("\"stream\":true,\"stream_options\":{\"include_usage\":true}}");
        var receipt = await SeenReceipt.OfAsync(gateway.Client, RequestId(response));
        (receipt.UsageSource, receipt.Outcome, receipt.Root.GetProperty("stream").GetBoolean()).ShouldBe(("estimated", "completed", true));
        receipt.Input.ShouldBe(6);
        receipt.Output.ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task Stream_UsageOfTheSource_IsToldToWhoAsksAndToNobodyElse()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);
        upstream.Play("counted", Behaviours.Always(ScriptedResponse.Events(
            [Chunk("Lan", "null"), Chunk("terns", "\"stop\""), "{\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"created\":1,\"model\":\"m\",\"choices\":[]," + Usage + "}", "[DONE]"])));

        using var asked = await PostAsync(gateway, "{\"model\":\"counted\",\"prompt\":\"a\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}");
        using var silent = await PostAsync(gateway, "{\"model\":\"counted\",\"prompt\":\"b\",\"stream\":true}");

        (await asked.Content.ReadAsStringAsync()).ShouldContain("\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":5,\"total_tokens\":8");
        (await silent.Content.ReadAsStringAsync()).ShouldNotContain("\"usage\"");
        var receipt = await SeenReceipt.OfAsync(gateway.Client, RequestId(silent));
        (receipt.Input, receipt.Output, receipt.UsageSource).ShouldBe((3, 5, "provider"));
    }

    [Fact]
    public async Task Replay_OfAStream_IsTheSameCompletionAsJsonAndAsAStream()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);
        using var fresh = await PostAsync(gateway, "{\"model\":\"completions-legacy\",\"prompt\":\"Lanterns\",\"stream\":true}");
        await fresh.Content.ReadAsStringAsync();

        using var json = await PostAsync(gateway, "{\"prompt\":\"Lanterns\",\"model\":\"completions-legacy\"}");
        using var stream = await PostAsync(gateway, "{\"model\":\"completions-legacy\",\"prompt\":\"Lanterns\",\"stream\":true}");
        using var chat = await gateway.ChatAsync("{\"model\":\"completions-legacy\",\"messages\":[{\"role\":\"user\",\"content\":\"Lanterns\"}]}");

        Header(json, "x-nextmodel-serve-mode").ShouldBe("exact_cache");
        using var answer = JsonDocument.Parse(await json.Content.ReadAsStringAsync());
        var choice = answer.RootElement.GetProperty("choices")[0];
        (choice.GetProperty("text").GetString(), choice.GetProperty("finish_reason").GetString()).ShouldBe(("Lanterns drift.", "stop"));
        answer.RootElement.GetProperty("usage").GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt64().ShouldBeGreaterThan(0);
        (await stream.Content.ReadAsStringAsync()).ShouldBe(
            "data: {\"id\":\"cmpl-fx1\",\"object\":\"text_completion\",\"created\":1763700000,\"model\":\"completions-legacy\","
            + "\"choices\":[{\"text\":\"Lanterns drift.\",\"logprobs\":null,\"index\":0,\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
        Header(chat, "x-nextmodel-serve-mode").ShouldBe("fresh");
        upstream.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Stream_ThatBreaks_EndsInAnErrorEvent()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);
        upstream.Play("counted", Behaviours.Always(ScriptedResponse.Events([Chunk("Lan", "null")])));

        using var response = await PostAsync(gateway, "{\"model\":\"counted\",\"prompt\":\"a\",\"stream\":true}");

        var text = await response.TextAsync();
        text.ShouldEndWith("\n\n<cut>");
        text.ShouldContain("\"code\":\"provider_error\"");
        text.ShouldNotContain("[DONE]");
        (await SeenReceipt.OfAsync(gateway.Client, RequestId(response))).Outcome.ShouldBe("upstream_broke");
    }

    [Fact]
    public async Task Source_ThatDoesNotOfferThem_IsRefusedWithWhatToDo()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options with { SourceLines = "    max_attempts: 1" });

        using var response = await PostAsync(gateway, "{\"model\":\"echo\",\"prompt\":\"a\"}");

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        error.RootElement.GetProperty("error").GetProperty("code").GetString().ShouldBe("unsupported_parameter");
        var message = error.RootElement.GetProperty("error").GetProperty("message").GetString()!;
        message.ShouldContain("/v1/chat/completions");
        message.ShouldContain("'operations' of the source 'fake'");
        upstream.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("completions", "\"prompt\":\"a\",\"n\":1,\"best_of\":0,\"max_tokens\":0")]
    [InlineData("chat/completions", "\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"max_completion_tokens\":0")]
    public async Task Zero_ThatOpenAIsSpecificationAllows_IsTheSourcesToJudge(string path, string members)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);

        using var response = await gateway.Client.PostAsync(
            "/v1/" + path, new StringContent($"{{\"model\":\"{(path == "completions" ? "completions-legacy-json" : "echo")}\",{members}}}", Encoding.UTF8, "application/json"));

        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        upstream.Requests.ShouldHaveSingleItem().BodyText.ShouldContain(members);
    }

    [Theory]
    [InlineData("{\"model\":\"echo\"}", "prompt")]
    [InlineData("{\"model\":\"echo\",\"prompt\":[]}", "prompt")]
    [InlineData("{\"model\":\"echo\",\"prompt\":[{}]}", "prompt")]
    [InlineData("{\"model\":\"echo\",\"prompt\":\"a\",\"n\":3,\"best_of\":2}", "best_of")]
    [InlineData("{\"model\":\"echo\",\"prompt\":\"a\",\"echo\":\"yes\"}", "echo")]
    [InlineData("{\"prompt\":\"a\"}", "model")]
    public async Task Request_Malformed_IsRefusedBeforeAnythingIsSpent(string body, string param)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);

        using var response = await PostAsync(gateway, body);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        error.RootElement.GetProperty("error").GetProperty("param").GetString().ShouldBe(param);
        upstream.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Budget_RoomForTheUsualSixteenTokensOfOnePrompt_AdmitsThemAndNoMore()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options with { Price = "{ currency: USD, input: 0, output: 1000 }" });
        var budget = new BudgetRequest { Scope = "project", ScopeId = "default", Limit = 0.016m, Window = "day", TimeZone = "UTC" };
        (await gateway.Installation.Operations.Budgets.CreateAsync(Administrator.CommandLine, budget, default)).TryGet(out _, out _).ShouldBeTrue();

        using var two = await PostAsync(gateway, "{\"model\":\"completions-legacy-json\",\"prompt\":[\"a\",\"b\"]}");
        using var one = await PostAsync(gateway, "{\"model\":\"completions-legacy-json\",\"prompt\":[\"a\"]}");

        two.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        one.StatusCode.ShouldBe(HttpStatusCode.OK);
        upstream.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Key_Repeated_GetsTheFirstAnswerAndIsChargedOnce()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);
        const string body = "{\"model\":\"completions-legacy-json\",\"prompt\":\"a\",\"user\":\"u\"}";

        using var first = await PostAsync(gateway, body, "once-1");
        using var again = await PostAsync(gateway, body, "once-1");

        (await again.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        Header(again, "x-nextmodel-idempotent-replay").ShouldBe("true");
        upstream.Requests.Count.ShouldBe(1);
    }

    private static string Chunk(string text, string finish) =>
        $"{{\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"created\":1,\"model\":\"m\",\"choices\":[{{\"text\":\"{text}\",\"index\":0,\"logprobs\":null,\"finish_reason\":{finish}}}]}}";

    private static async Task<HttpResponseMessage> PostAsync(TestGateway gateway, string body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/completions") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (key is not null)
        {
            request.Headers.Add("idempotency-key", key);
        }

        return await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static string RequestId(HttpResponseMessage response) => Header(response, "x-request-id");

    private static string Header(HttpResponseMessage response, string name) => response.Headers.GetValues(name).Single();

    private static string WithoutComments(string events) =>
        string.Concat(events.Split("\n\n").Where(e => e.Length > 0 && !e.StartsWith(':')).Select(e => e + "\n\n"));

    private static string Sent(string fixture) =>
        string.Concat(FixtureFile.All.Single(f => f.Name == fixture).Responses[0].Writes.Select(write => Encoding.UTF8.GetString(write.Bytes.Span)));
}

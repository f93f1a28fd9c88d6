using System.Text.Json;
using NextModel.Gateway.Tests.Anthropic;
using NextModel.Gateway.Tests.Receipts;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Responses;

/// <summary>Requests of the Responses API to sources that speak it: bytes stay, but for what must change.</summary>
public sealed class PassedResponsesTests
{
    private static readonly TestGatewayOptions Options = new()
    {
        Models = ["responses-stream", "responses-text", "responses-truncated"],
        SourceLines = "    max_attempts: 1\n    operations: responses",
    };

    [Fact]
    public async Task Stream_Fixture_ArrivesAsItWasSent()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);
        var body = "{ \"model\" : \"responses-stream\", \"stream\": true,\"future\":[1.0,{}],\"tools\":[{\"type\":\"web_search\"}], " + ResponsesCall.Question + " }";

        using var response = await gateway.ResponsesAsync(body);

        var text = MessagesCall.WithoutReceipt(await response.TextAsync());
        var id = "resp_" + response.Headers.GetValues("x-request-id").Single()[4..];
        text.ShouldBe(Sent("responses-stream").Replace("fx-chat-1", "responses-stream", StringComparison.Ordinal).Replace("resp_fx01", id, StringComparison.Ordinal));
        SeenResponse.Read(text).Calls.ShouldHaveSingleItem();
        var sent = upstream.Requests.ShouldHaveSingleItem();
        sent.BodyText.ShouldBe(body);
        sent.Target.ShouldBe("/v1/responses");
        var receipt = await SeenReceipt.OfAsync(gateway.Client, response.Headers.GetValues("x-request-id").Single());
        (receipt.Input, receipt.Output, receipt.UsageSource).ShouldBe((12, 9, "provider"));
        receipt.Root.GetProperty("usage").GetProperty("cached_input_tokens").GetInt64().ShouldBe(4);
        receipt.Root.GetProperty("attempts")[0].GetProperty("upstream_response_id").GetString().ShouldBe("resp_fx01");
    }

    // OpenAI answers "Items are not persisted when `store` is set to false" otherwise.
    [Theory]
    [InlineData("", "reasoning function_call function_call_output")]
    [InlineData(",\"store\":true", "reasoning function_call function_call_output")]
    [InlineData(",\"store\":false", "reasoning reasoning function_call function_call_output")]
    public async Task Reasoning_ThatIsOnlyNamed_GoesWhereItsCallerKnowsThatItIsNotKept(string store, string types)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);

        using var response = await gateway.ResponsesAsync(
            "{\"model\":\"responses-text\",\"input\":[{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[]},"
            + "{\"type\":\"reasoning\",\"id\":\"rs_2\",\"summary\":[],\"encrypted_content\":\"gAAA\"},"
            + "{\"type\":\"function_call\",\"call_id\":\"call_1\",\"name\":\"f\",\"arguments\":\"{}\"},{\"type\":\"function_call_output\",\"call_id\":\"call_1\",\"output\":\"x\"}]" + store + "}");

        response.IsSuccessStatusCode.ShouldBeTrue(await response.TextAsync());
        var sent = upstream.Requests.ShouldHaveSingleItem().Json!.Value;
        sent.GetProperty("store").GetBoolean().ShouldBeFalse();
        string.Join(' ', sent.GetProperty("input").EnumerateArray().Select(item => item.GetProperty("type").GetString())).ShouldBe(types);
    }

    [Fact]
    public async Task Stream_ThatBreaks_EndsInAFailedResponse()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);

        using var response = await gateway.ResponsesAsync($"{{\"model\":\"responses-truncated\",\"stream\":true,{ResponsesCall.Question}}}");

        var text = await response.TextAsync();
        text.ShouldEndWith("\n\n<cut>");
        SeenResponse.Read(text[..^5]).Status.ShouldBe("failed");
    }

    [Fact]
    public async Task Json_OfASourceThatStreams_IsAResponse()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);

        using var response = await gateway.ResponsesAsync($"{{\"model\":\"responses-text\",{ResponsesCall.Question}}}");
        using var replay = await gateway.ResponsesAsync($"{{\"model\":\"responses-text\",\"stream\":true,{ResponsesCall.Question}}}");

        using var answer = JsonDocument.Parse(await response.TextAsync());
        answer.RootElement.GetProperty("output")[0].GetProperty("content")[0].GetProperty("text").GetString().ShouldBe("Lanterns drift.");
        answer.RootElement.GetProperty("usage").GetProperty("total_tokens").GetInt64().ShouldBe(21);
        replay.Headers.GetValues("x-nextmodel-serve-mode").ShouldBe(["exact_cache"]);
        SeenResponse.Read(await replay.TextAsync()).Text.ShouldBe("Lanterns drift.");
    }

    // What the fixture's source sends, whole.
    private static string Sent(string fixture) => string.Concat(
        FixtureFile.All.Single(f => f.Name == fixture).Responses[0].Writes.Select(write => System.Text.Encoding.UTF8.GetString(write.Bytes.Span)));
}

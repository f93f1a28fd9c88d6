using System.Net;
using System.Text.Json;
using NextModel.Gateway.Tests.Receipts;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Anthropic;

/// <summary>Requests of the Messages API to sources that speak it: bytes stay, but for what must change.</summary>
public sealed class PassedMessagesTests
{
    private static readonly TestGatewayOptions Options = new()
    {
        Dialect = "anthropic-messages",
        Models = ["anthropic-normal", "anthropic-stream", "anthropic-stream-noevent", "anthropic-truncated", "anthropic-529"],
        SourceLines = "    max_attempts: 1",
    };

    [Fact]
    public async Task Json_AnyMembers_TravelUnchangedBothWays()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);
        var body = "{ \"model\" : \"anthropic-normal\", \"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}, \"top_k\": 5,\"future\":[1.0,{}],"
            + "\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}], " + MessagesCall.Question + " }";

        using var response = await gateway.MessagesAsync(body, ("anthropic-beta", "context-1m-2025-08-07,other"), ("anthropic-version", "2026-10-21"));

        var text = await response.TextAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        text.ShouldBe(Sent("anthropic-normal").Replace("fx-claude-1", "anthropic-normal", StringComparison.Ordinal));
        var sent = upstream.Requests.ShouldHaveSingleItem();
        sent.BodyText.ShouldBe(body);
        sent.Target.ShouldBe("/v1/messages");
        sent.Header("anthropic-version").ShouldBe("2026-10-21");
        sent.Header("anthropic-beta").ShouldBe("context-1m-2025-08-07,other");
        sent.Header("x-api-key").ShouldBe("upstream-secret-key");
        sent.Header("authorization").ShouldBeNull();
        response.Headers.GetValues("request-id").ShouldHaveSingleItem().ShouldBe(response.Headers.GetValues("x-request-id").Single());
    }

    [Theory]
    [InlineData("anthropic-stream")]
    [InlineData("anthropic-stream-noevent")]
    public async Task Stream_Fixture_ArrivesAsItWasSent(string fixture)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);

        using var response = await gateway.MessagesAsync($"{{\"model\":\"{fixture}\",\"stream\":true,{MessagesCall.Question}}}");

        var text = await response.TextAsync();
        MessagesCall.WithoutReceipt(text).ShouldBe(Sent("anthropic-stream").Replace("fx-claude-1", fixture, StringComparison.Ordinal));
        text.ShouldContain(": nextmodel {\"receipt_hash\":");
        var receipt = await SeenReceipt.OfAsync(gateway.Client, response.Headers.GetValues("request-id").Single());
        receipt.Root.GetProperty("operation").GetString().ShouldBe("messages");
        (receipt.Input, receipt.Output, receipt.UsageSource).ShouldBe((15, 15, "provider"));
        receipt.Root.GetProperty("usage").GetProperty("cached_input_tokens").GetInt64().ShouldBe(4);
        receipt.Root.GetProperty("usage").GetProperty("cache_write_tokens").GetInt64().ShouldBe(3);
    }

    [Fact]
    public async Task Stream_ThatBreaks_EndsInAnErrorEvent()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);

        using var response = await gateway.MessagesAsync($"{{\"model\":\"anthropic-truncated\",\"stream\":true,{MessagesCall.Question}}}");

        var text = await response.TextAsync();
        text.ShouldEndWith("\n\n<cut>");
        var last = text[..^7].Split("\n\n")[^1];
        last.ShouldStartWith("event: error\ndata: ");
        using var error = JsonDocument.Parse(last["event: error\ndata: ".Length..]);
        error.RootElement.GetProperty("type").GetString().ShouldBe("error");
        error.RootElement.GetProperty("error").GetProperty("details").GetProperty("error_code").GetString().ShouldBe("provider_error");
        text.ShouldNotContain("message_stop");
    }

    [Fact]
    public async Task Overloaded_Source_IsToldInAnthropicsWords()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);

        using var response = await gateway.MessagesAsync($"{{\"model\":\"anthropic-529\",{MessagesCall.Question}}}");

        ((int)response.StatusCode).ShouldBe(529);
        using var error = JsonDocument.Parse(await response.TextAsync());
        error.RootElement.GetProperty("error").GetProperty("type").GetString().ShouldBe("overloaded_error");
        error.RootElement.GetProperty("request_id").GetString().ShouldBe(response.Headers.GetValues("request-id").Single());
        response.Headers.RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task Replay_OfAStream_IsTheSameMessageAsJson()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);
        using var fresh = await gateway.MessagesAsync($"{{\"model\":\"anthropic-stream\",\"stream\":true,{MessagesCall.Question}}}");
        await fresh.TextAsync();

        using var replay = await gateway.MessagesAsync($"{{\"model\":\"anthropic-stream\",{MessagesCall.Question}}}");
        using var again = await gateway.MessagesAsync($"{{\"model\":\"anthropic-stream\",\"stream\":true,{MessagesCall.Question}}}");

        replay.Headers.GetValues("x-nextmodel-serve-mode").ShouldBe(["exact_cache"]);
        using var message = JsonDocument.Parse(await replay.TextAsync());
        message.RootElement.GetProperty("content").GetRawText().ShouldBe(
            """[{"type":"thinking","thinking":"Thinking.","signature":"RnhTaWc="},{"type":"text","text":"Lanterns drift.","citations":null},"""
            + """{"type":"tool_use","id":"toolu_fx01","name":"get_weather","input":{"city":"Oslo","unit":"C"},"caller":{"type":"direct"}}]""");
        message.RootElement.GetProperty("stop_reason").GetString().ShouldBe("tool_use");
        message.RootElement.GetProperty("usage").GetProperty("input_tokens").GetInt64().ShouldBe(0);
        message.RootElement.GetProperty("usage").GetProperty("cache_read_input_tokens").GetInt64().ShouldBe(15);
        var events = await again.TextAsync();
        events.ShouldStartWith("event: message_start\ndata: ");
        events.ShouldEndWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
        upstream.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Cache_ChatOrAnotherBeta_IsAnotherQuestion()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);
        var body = $"{{\"model\":\"anthropic-normal\",{MessagesCall.Question}}}";
        using var first = await gateway.MessagesAsync(body);
        await first.TextAsync();

        using var chat = await gateway.ChatAsync(body);
        using var beta = await gateway.MessagesAsync(body, ("anthropic-beta", "context-1m-2025-08-07"));
        using var same = await gateway.MessagesAsync(body);

        chat.Headers.GetValues("x-nextmodel-serve-mode").ShouldBe(["fresh"]);
        beta.Headers.GetValues("x-nextmodel-serve-mode").ShouldBe(["fresh"]);
        same.Headers.GetValues("x-nextmodel-serve-mode").ShouldBe(["exact_cache"]);
    }

    // What the fixture's source sends, whole.
    private static string Sent(string fixture) => string.Concat(
        FixtureFile.All.Single(f => f.Name == fixture).Responses[0].Writes.Select(write => System.Text.Encoding.UTF8.GetString(write.Bytes.Span)));
}

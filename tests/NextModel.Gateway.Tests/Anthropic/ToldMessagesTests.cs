using System.Net;
using System.Text.Json;
using NextModel.Gateway.Tests.Receipts;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Anthropic;

/// <summary>Requests of the Messages API to sources that speak OpenAI's chat.</summary>
public sealed class ToldMessagesTests
{
    private const string Weather = "\"tools\":[{\"name\":\"get_weather\",\"description\":\"W\",\"input_schema\":{\"type\":\"object\",\"properties\":{}}}]";

    private static readonly TestGatewayOptions Options = new()
    {
        Models = ["chat-normal", "chat-json", "chat-stream", "tools-normal", "tools-stream-interleaved", "reasoning-content", "err-disconnect"],
        SourceLines = "    max_attempts: 1",
    };

    [Fact]
    public async Task Json_Conversation_IsSaidInChatsWords()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);

        using var response = await gateway.MessagesAsync(
            "{\"model\":\"chat-normal\",\"max_tokens\":50,\"system\":[{\"type\":\"text\",\"text\":\"Be brief.\",\"cache_control\":{\"type\":\"ephemeral\"}}],"
            + "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Weather?\"}]},"
            + "{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"Hm.\",\"signature\":\"c2ln\"},{\"type\":\"text\",\"text\":\"Let me see.\"},"
            + "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"get_weather\",\"input\":{\"city\":\"Oslo\"}}]},"
            + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"And?\"},{\"type\":\"tool_result\",\"tool_use_id\":\"toolu_1\",\"is_error\":true,\"content\":\"no net\"}]}],"
            + "\"top_k\":3,\"stop_sequences\":[\"END\"],\"tool_choice\":{\"type\":\"any\",\"disable_parallel_tool_use\":true}," + Weather + "}");

        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.TextAsync());
        upstream.Requests.ShouldHaveSingleItem().BodyText.ShouldBe(
            """{"model":"chat-normal","messages":[{"role":"system","content":[{"type":"text","text":"Be brief."}]},{"role":"user","content":"Weather?"},"""
            + """{"role":"assistant","content":"Let me see.","tool_calls":[{"id":"toolu_1","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"Oslo\"}"}}]},"""
            + """{"role":"tool","tool_call_id":"toolu_1","content":"Error: no net"},{"role":"user","content":[{"type":"text","text":"And?"}]}]"""
            + ""","max_completion_tokens":50,"stop":["END"],"tools":[{"type":"function","function":{"name":"get_weather","description":"W","parameters":{"type":"object","properties":{}}}}]"""
            + ""","tool_choice":"required","parallel_tool_calls":false}""");
        var receipt = await SeenReceipt.OfAsync(gateway.Client, response.Headers.GetValues("request-id").Single());
        receipt.Root.GetProperty("attempts")[0].GetProperty("adjusted").EnumerateArray().Select(name => name.GetString())
            .ShouldBe(["top_k", "cache_control", "messages[].content[].thinking"], ignoreOrder: true);
    }

    [Fact]
    public async Task Json_Answer_IsAMessage()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);

        using var response = await gateway.MessagesAsync($"{{\"model\":\"tools-normal\",{Weather},{MessagesCall.Question}}}");

        using var message = JsonDocument.Parse(await response.TextAsync());
        var root = message.RootElement;
        (root.GetProperty("type").GetString(), root.GetProperty("role").GetString(), root.GetProperty("model").GetString(), root.GetProperty("stop_reason").GetString())
            .ShouldBe(("message", "assistant", "tools-normal", "tool_use"));
        root.GetProperty("id").GetString()!.ShouldStartWith("msg_");
        root.GetProperty("content").EnumerateArray().Select(block => block.GetProperty("type").GetString()).Distinct().ShouldBe(["tool_use"]);
        root.GetProperty("content")[0].GetProperty("input").ValueKind.ShouldBe(JsonValueKind.Object);
        root.GetProperty("usage").GetProperty("output_tokens").GetInt64().ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("chat-stream")]
    [InlineData("tools-stream-interleaved")]
    [InlineData("reasoning-content")]
    public async Task Stream_Blocks_ComeOneAfterTheOther(string fixture)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);

        using var response = await gateway.MessagesAsync($"{{\"model\":\"{fixture}\",\"stream\":true,{Weather},{MessagesCall.Question}}}");

        var seen = SeenMessage.Read(await response.TextAsync());
        var expect = FixtureFile.All.Single(f => f.Name == fixture).Expect;
        seen.Text.ShouldBe(expect.TryGetProperty("text", out var text) ? text.GetString() ?? "" : "");
        var calls = expect.TryGetProperty("calls", out var expected) ? expected.EnumerateArray().Select(call => (call[0].GetString()!, call[1].GetString()!, call[2].GetString()!)) : [];
        seen.Calls.ShouldBe(calls);
    }

    [Fact]
    public async Task Thinking_OfAnotherSource_GoesBackAsItCame()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);
        using var response = await gateway.MessagesAsync($"{{\"model\":\"reasoning-content\",{MessagesCall.Question}}}");
        using var message = JsonDocument.Parse(await response.TextAsync());
        var content = message.RootElement.GetProperty("content");
        content[0].GetProperty("type").GetString().ShouldBe("thinking");
        var thought = content[0].GetProperty("thinking").GetString();

        using var next = await gateway.MessagesAsync(
            $"{{\"model\":\"reasoning-content\",\"max_tokens\":50,\"messages\":[{{\"role\":\"user\",\"content\":\"Hi\"}},{{\"role\":\"assistant\",\"content\":{content.GetRawText()}}},"
            + "{\"role\":\"user\",\"content\":\"Go on\"}]}");

        next.StatusCode.ShouldBe(HttpStatusCode.OK);
        upstream.Requests[^1].Json!.Value.GetProperty("messages")[1].GetProperty("reasoning_content").GetString().ShouldBe(thought);
    }

    [Theory]
    [InlineData("\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]", "tools[0]")]
    [InlineData("\"mcp_servers\":[{\"type\":\"url\",\"url\":\"https://example.com\",\"name\":\"x\"}]", "mcp_servers")]
    public async Task What_ChatHasNoWordsFor_IsRefusedBeforeAnythingIsSpent(string member, string param)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);

        using var response = await gateway.MessagesAsync($"{{\"model\":\"chat-normal\",{member},{MessagesCall.Question}}}");

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var error = JsonDocument.Parse(await response.TextAsync());
        error.RootElement.GetProperty("error").GetProperty("type").GetString().ShouldBe("invalid_request_error");
        error.RootElement.GetProperty("error").GetProperty("details").GetProperty("error_code").GetString().ShouldBe("unsupported_parameter");
        error.RootElement.GetProperty("error").GetProperty("details").GetProperty("param").GetString().ShouldBe(param);
        upstream.Requests.ShouldBeEmpty();
    }
}

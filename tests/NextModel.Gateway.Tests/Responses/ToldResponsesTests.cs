using System.Net;
using System.Text.Json;
using NextModel.Gateway.Tests.Anthropic;
using NextModel.Gateway.Tests.Receipts;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Responses;

/// <summary>Requests of the Responses API to sources that speak OpenAI's chat.</summary>
public sealed class ToldResponsesTests
{
    private const string Weather = "\"tools\":[{\"type\":\"function\",\"name\":\"get_weather\",\"description\":\"W\",\"parameters\":{\"type\":\"object\",\"properties\":{}},\"strict\":true}]";

    private static readonly TestGatewayOptions Options = new()
    {
        Models = ["chat-normal", "chat-json", "chat-stream", "tools-normal", "tools-single", "tools-stream-interleaved", "reasoning-content", "err-eof-mid-event", "chat-refusal"],
        SourceLines = "    max_attempts: 1",
    };

    [Fact]
    public async Task Json_Conversation_IsSaidInChatsWords()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);

        using var response = await gateway.ResponsesAsync(
            "{\"model\":\"chat-normal\",\"store\":false,\"max_output_tokens\":50,\"instructions\":\"Be brief.\",\"input\":["
            + "{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"Weather?\"},{\"type\":\"input_image\",\"image_url\":\"data:image/png;base64,AA==\",\"detail\":\"low\"}]},"
            + "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"Hm.\"}]},"
            + "{\"type\":\"message\",\"role\":\"assistant\",\"id\":\"msg_1\",\"status\":\"completed\",\"content\":[{\"type\":\"output_text\",\"text\":\"Let me see.\",\"annotations\":[]}]},"
            + "{\"type\":\"function_call\",\"id\":\"fc_1\",\"call_id\":\"call_1\",\"name\":\"get_weather\",\"arguments\":\"{\\\"city\\\":\\\"Oslo\\\"}\"},"
            + "{\"type\":\"function_call\",\"call_id\":\"call_2\",\"name\":\"get_weather\",\"arguments\":\"{}\"},"
            + "{\"type\":\"function_call_output\",\"call_id\":\"call_1\",\"output\":[{\"type\":\"input_text\",\"text\":\"cold\"},{\"type\":\"input_image\",\"image_url\":\"https://example.com/x.png\"}]},"
            + "{\"type\":\"function_call_output\",\"call_id\":\"call_2\",\"output\":\"wet\"},"
            + "{\"role\":\"user\",\"content\":\"And?\"}],"
            + "\"reasoning\":{\"effort\":\"low\",\"summary\":\"auto\"},\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"a\",\"schema\":{\"type\":\"object\"},\"strict\":true}},"
            + "\"max_tool_calls\":3,\"tool_choice\":{\"type\":\"function\",\"name\":\"get_weather\"},\"parallel_tool_calls\":false," + Weather + "}");

        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.TextAsync());
        upstream.Requests.ShouldHaveSingleItem().BodyText.ShouldBe(
            """{"model":"chat-normal","messages":[{"role":"system","content":"Be brief."},"""
            + """{"role":"user","content":[{"type":"text","text":"Weather?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AA==","detail":"low"}}]},"""
            + """{"role":"assistant","content":"Let me see.","reasoning_content":"Hm.","tool_calls":[{"id":"call_1","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"Oslo\"}"}},"""
            + """{"id":"call_2","type":"function","function":{"name":"get_weather","arguments":"{}"}}]},"""
            + """{"role":"tool","tool_call_id":"call_1","content":"cold[the image follows]"},{"role":"tool","tool_call_id":"call_2","content":"wet"},"""
            + """{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://example.com/x.png"}}]},{"role":"user","content":"And?"}]"""
            + ""","max_completion_tokens":50,"reasoning_effort":"low","parallel_tool_calls":false,"response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{"type":"object"},"strict":true}}"""
            + ""","tools":[{"type":"function","function":{"name":"get_weather","description":"W","parameters":{"type":"object","properties":{}},"strict":true}}]"""
            + ""","tool_choice":{"type":"function","function":{"name":"get_weather"}}}""");
        var receipt = await SeenReceipt.OfAsync(gateway.Client, response.Headers.GetValues("x-request-id").Single());
        receipt.Root.GetProperty("operation").GetString().ShouldBe("responses");
        receipt.Root.GetProperty("attempts")[0].GetProperty("adjusted").EnumerateArray().Select(name => name.GetString()).ShouldBe(["max_tool_calls"]);
    }

    [Fact]
    public async Task Json_Answer_IsAResponse()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);

        using var response = await gateway.ResponsesAsync($"{{\"model\":\"tools-normal\",\"metadata\":{{\"a\":\"b\"}},{Weather},{ResponsesCall.Question}}}");

        using var answer = JsonDocument.Parse(await response.TextAsync());
        var root = answer.RootElement;
        (root.GetProperty("object").GetString(), root.GetProperty("status").GetString(), root.GetProperty("model").GetString()).ShouldBe(("response", "completed", "tools-normal"));
        root.GetProperty("id").GetString().ShouldBe("resp_" + response.Headers.GetValues("x-request-id").Single()[4..]);
        root.GetProperty("store").ValueKind.ShouldBe(JsonValueKind.False);
        root.GetProperty("metadata").GetRawText().ShouldBe("{\"a\":\"b\"}");
        root.GetProperty("tools")[0].GetProperty("name").GetString().ShouldBe("get_weather");
        var expect = FixtureFile.All.Single(f => f.Name == "tools-normal").Expect.GetProperty("calls");
        root.GetProperty("output").EnumerateArray().Where(item => item.GetProperty("type").GetString() == "function_call")
            .Select(item => (item.GetProperty("call_id").GetString(), item.GetProperty("name").GetString(), item.GetProperty("arguments").GetString()))
            .ShouldBe(expect.EnumerateArray().Select(call => (call[0].GetString(), call[1].GetString(), call[2].GetString())));
        root.GetProperty("usage").GetProperty("total_tokens").GetInt64().ShouldBeGreaterThan(0);
        root.GetProperty("usage").GetProperty("input_tokens_details").GetProperty("cached_tokens").ValueKind.ShouldBe(JsonValueKind.Number);
    }

    [Theory]
    [InlineData("chat-stream")]
    [InlineData("tools-stream-interleaved")]
    [InlineData("reasoning-content")]
    public async Task Stream_Items_ComeOneAfterTheOther(string fixture)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);

        using var response = await gateway.ResponsesAsync($"{{\"model\":\"{fixture}\",\"stream\":true,{Weather},{ResponsesCall.Question}}}");

        var seen = SeenResponse.Read(await response.TextAsync());
        var expect = FixtureFile.All.Single(f => f.Name == fixture).Expect;
        seen.Text.ShouldBe(expect.TryGetProperty("text", out var text) ? text.GetString() ?? "" : "");
        var calls = expect.TryGetProperty("calls", out var expected) ? expected.EnumerateArray().Select(call => (call[0].GetString()!, call[1].GetString()!, call[2].GetString()!)) : [];
        seen.Calls.ShouldBe(calls);
        seen.Status.ShouldBe("completed");
        seen.Response.GetProperty("usage").GetProperty("output_tokens").GetInt64().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Stream_ThatBreaks_EndsInAFailedResponse()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);

        using var response = await gateway.ResponsesAsync($"{{\"model\":\"err-eof-mid-event\",\"stream\":true,{ResponsesCall.Question}}}");

        var text = await response.TextAsync();
        text.ShouldEndWith("\n\n<cut>");
        var seen = SeenResponse.Read(text[..^5]);
        seen.Status.ShouldBe("failed");
        seen.Response.GetProperty("error").GetProperty("code").GetString().ShouldBe("server_error");
    }

    [Fact]
    public async Task Reasoning_OfAnotherSource_GoesBackAsItCame()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);
        using var response = await gateway.ResponsesAsync($"{{\"model\":\"reasoning-content\",\"include\":[\"reasoning.encrypted_content\"],{ResponsesCall.Question}}}");
        using var answer = JsonDocument.Parse(await response.TextAsync());
        var output = answer.RootElement.GetProperty("output");
        output[0].GetProperty("type").GetString().ShouldBe("reasoning");
        output[0].GetProperty("encrypted_content").GetString()!.ShouldStartWith("nm1.");
        var thought = output[0].GetProperty("summary")[0].GetProperty("text").GetString();

        using var next = await gateway.ResponsesAsync(
            $"{{\"model\":\"reasoning-content\",\"store\":false,\"input\":[{{\"role\":\"user\",\"content\":\"Hi\"}},{string.Join(',', output.EnumerateArray().Select(item => item.GetRawText()))},"
            + "{\"role\":\"user\",\"content\":\"Go on\"}]}");

        next.StatusCode.ShouldBe(HttpStatusCode.OK);
        upstream.Requests[^1].Json!.Value.GetProperty("messages")[1].GetProperty("reasoning_content").GetString().ShouldBe(thought);
    }

    [Fact]
    public async Task Tools_InNamespacesAndOfFreeText_AreFunctionsOfChatAndComeBackAsWhatTheyAre()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Play(Behaviours.Always(ScriptedResponse.Json("""
            {"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant","content":null,"tool_calls":[
            {"id":"call_1","type":"function","function":{"name":"docs__search","arguments":"{\"q\":1}"}},
            {"id":"call_2","type":"function","function":{"name":"apply_patch","arguments":"{\"input\":\"*** Begin\\n\\\"x\\\"\"}"}}]}}],"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}
            """)));
        await using var gateway = await TestGateway.StartAsync(upstream, new() { Models = ["tools"] });

        using var response = await gateway.ResponsesAsync(
            "{\"model\":\"tools\",\"stream\":true,\"store\":false,\"input\":[{\"type\":\"custom_tool_call\",\"call_id\":\"call_0\",\"name\":\"apply_patch\",\"input\":\"a\\nb\"},"
            + "{\"type\":\"custom_tool_call_output\",\"call_id\":\"call_0\",\"output\":\"done\"},"
            + "{\"type\":\"function_call\",\"call_id\":\"call_9\",\"namespace\":\"docs\",\"name\":\"search\",\"arguments\":\"{}\"},{\"type\":\"function_call_output\",\"call_id\":\"call_9\",\"output\":\"\"}],"
            + "\"tools\":[{\"type\":\"namespace\",\"name\":\"docs\",\"description\":\"D\",\"tools\":[{\"type\":\"function\",\"name\":\"search\",\"parameters\":{\"type\":\"object\"}}]},"
            + "{\"type\":\"custom\",\"name\":\"apply_patch\",\"description\":\"P\"}],\"tool_choice\":{\"type\":\"custom\",\"name\":\"apply_patch\"}}");

        var seen = SeenResponse.Read(await response.TextAsync());
        seen.Calls.ShouldBe([("call_1", "search", "{\"q\":1}"), ("call_2", "apply_patch", "*** Begin\n\"x\"")]);
        var items = seen.Response.GetProperty("output");
        items[0].GetProperty("namespace").GetString().ShouldBe("docs");
        items[1].GetProperty("type").GetString().ShouldBe("custom_tool_call");
        var sent = upstream.Requests.ShouldHaveSingleItem().Json!.Value;
        sent.GetProperty("tools").EnumerateArray().Select(tool => tool.GetProperty("function").GetProperty("name").GetString()).ShouldBe(["docs__search", "apply_patch"]);
        sent.GetProperty("tool_choice").GetProperty("function").GetProperty("name").GetString().ShouldBe("apply_patch");
        sent.GetProperty("messages")[0].GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString().ShouldBe("{\"input\":\"a\\nb\"}");
        sent.GetProperty("messages")[2].GetProperty("tool_calls")[0].GetProperty("function").GetProperty("name").GetString().ShouldBe("docs__search");
    }

    [Fact]
    public async Task Replay_AsJsonOrStream_IsTheSameResponse()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);
        var body = $"{{\"model\":\"tools-single\",{Weather},{ResponsesCall.Question}";
        using var fresh = await gateway.ResponsesAsync(body + "}");
        using var first = JsonDocument.Parse(await fresh.TextAsync());

        using var replay = await gateway.ResponsesAsync(body + ",\"stream\":true}");
        using var chat = await gateway.ChatAsync($"{{\"model\":\"tools-single\",\"messages\":[{{\"role\":\"user\",\"content\":\"Where do lanterns go?\"}}]}}");

        replay.Headers.GetValues("x-nextmodel-serve-mode").ShouldBe(["exact_cache"]);
        chat.Headers.GetValues("x-nextmodel-serve-mode").ShouldBe(["fresh"]);
        var seen = SeenResponse.Read(await replay.TextAsync());
        seen.Response.GetProperty("output").GetRawText().ShouldBe(first.RootElement.GetProperty("output").GetRawText());
        seen.Response.GetProperty("id").GetString().ShouldBe(first.RootElement.GetProperty("id").GetString());
        var usage = seen.Response.GetProperty("usage");
        usage.GetProperty("input_tokens_details").GetProperty("cached_tokens").GetInt64().ShouldBe(usage.GetProperty("input_tokens").GetInt64());
    }
}

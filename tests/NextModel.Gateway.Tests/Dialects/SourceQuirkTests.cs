using System.Net;
using System.Text.Json;
using NextModel.Gateway.Tests.Receipts;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Dialects;

/// <summary>Sources that take less than OpenAI does: without the flag they refuse, with it they are told what they take, and the receipt says what was left out.</summary>
public sealed class SourceQuirkTests(SourceQuirkTests.Running running) : IClassFixture<SourceQuirkTests.Running>
{
    private const string Hi = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";
    private const string Tools = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"strict\":true}}]";
    private const string Loop = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\","
        + "\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"a\",\"content\":\"1\"},{\"role\":\"assistant\",\"content\":\"One.\"},{\"role\":\"user\",\"content\":\"And?\"}]";

    /// <summary>The flag, the request, what the source must find in it or must not (after '!'), and what the receipt notes.</summary>
    public static TheoryData<string, string, string, string> Flags => new()
    {
        { "max_temperature: 1", Hi + ",\"temperature\":1.5", "!\"temperature\":1.5", "temperature" },
        { "max_temperature: 1", Hi + ",\"temperature\":0.5", "\"temperature\":0.5", "" },
        { "tool_choice_required: any", Hi + "," + Tools + ",\"tool_choice\":\"required\"", "\"tool_choice\":\"any\"", "" },
        { "tool_choice_required: auto", Hi + "," + Tools + ",\"tool_choice\":\"required\"", "\"tool_choice\":\"auto\"", "tool_choice" },
        { "strict_tools: false", Hi + "," + Tools, "!\"strict\"", "tools[].function.strict" },
        { "null_content: false", Loop, "!\"content\":null", "" },
        { "reasoning_in: calls", Loop, "\"arguments\":\"{}\"}}],\"reasoning_content\":\" \"}", "" },
        { "reasoning_in: all", Loop, "\"content\":\"One.\",\"reasoning_content\":\" \"}", "" },
        { "text_parts: false", Parts(""), "\"content\":\"One\\n\\\"two\\\".\"", "" },
        { "text_parts: false", Parts(",\"cache_control\":{\"type\":\"ephemeral\"}"), "\"content\":\"One\\n\\\"two\\\".\"", "cache_control" },
        { "text_parts: false", Parts("").Replace("]}]", ",{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AAAA\"}}]}]", StringComparison.Ordinal), "\"content\":[{\"type\":\"text\"", "" },
        { "thinking_switch: thinking", Effort("high"), "\"thinking\":{\"type\":\"enabled\"}", "" },
        { "thinking_switch: thinking", Effort("high"), "\"reasoning_effort\":\"high\"", "" },
        { "thinking_switch: thinking", Effort("none"), "\"thinking\":{\"type\":\"disabled\"}", "" },
        { "thinking_switch: thinking", Effort("none"), "!\"reasoning_effort\"", "" },
        { "thinking_switch: thinking, drop_members: [reasoning_effort]", Effort("low"), "!\"reasoning_effort\"", "reasoning_effort" },
        { "thinking_switch: thinking, drop_members: [reasoning_effort]", Effort("none"), "!\"reasoning_effort\"", "" },
        { "thinking_switch: thinking, drop_members: [reasoning_effort]", Effort("low") + ",\"thinking\":{\"type\":\"auto\"}", "!\"reasoning_effort\"", "reasoning_effort" },
        { "thinking_switch: enable_thinking", Effort("low"), "\"enable_thinking\":true", "reasoning_effort" },
        { "thinking_switch: enable_thinking", Effort("none"), "\"enable_thinking\":false", "" },
        { "thinking_switch: enable_thinking", Effort("low") + ",\"enable_thinking\":false", "\"reasoning_effort\":\"low\"", "" },
        { "thinking_switch: chat_template_kwargs", Effort("none"), "\"chat_template_kwargs\":{\"enable_thinking\":false}", "" },
        { "thinking_switch: reasoning", Effort("low"), "\"reasoning\":{\"effort\":\"low\"}", "" },
        { "drop_members: [store]", Hi + ",\"store\":true", "!\"store\"", "store" },
        { "drop_members: [store]", Hi + ",\"store\":false", "!\"store\"", "" },
    };

    [Theory]
    [MemberData(nameof(Flags))]
    public async Task Chat_SourceThatTakesLess_IsToldWhatItTakes(string flag, string members, string wanted, string noted)
    {
        var without = await AskAsync("", members, wanted);
        var with = await AskAsync(flag, members, wanted);

        without.Status.ShouldBe(wanted.StartsWith('"') && members.Contains(wanted, StringComparison.Ordinal) ? HttpStatusCode.OK : HttpStatusCode.BadRequest);
        with.Status.ShouldBe(HttpStatusCode.OK);
        with.Adjusted.ShouldBe(noted);
    }

    [Fact]
    public async Task Chat_ReasoningThatCameBack_StaysAsItIs()
    {
        var asked = Loop.Replace("\"content\":\"One.\"", "\"content\":\"One.\",\"reasoning_content\":\"Hm.\"", StringComparison.Ordinal);

        (await AskAsync("reasoning_in: all", asked, "\"reasoning_content\":\"Hm.\"}")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("max_stops: 1", Hi + ",\"stop\":[\"a\",\"b\"]", "stop")]
    [InlineData("json_schema: false", Hi + ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\",\"schema\":{\"type\":\"object\"}}}", "response_format")]
    [InlineData("json_object: false", Hi + ",\"response_format\":{\"type\":\"json_object\"}", "response_format")]
    [InlineData("image_addresses: false", "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://example.com/a.png\"}}]}]", "messages[0].content[0].image_url.url")]
    public async Task Chat_WhatASourceCannotBeTold_IsRefusedByNameOrGoesToTheNext(string flag, string members, string param)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var spare = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(new TestGatewayOptions
        {
            MoreConfiguration = $$"""
                sources:
                  - { id: less, base_url: {{upstream.BaseUrl}}, api_key: none, quirks: { {{flag}} } }
                  - { id: more, base_url: {{spare.BaseUrl}}, api_key: none }
                models:
                  - { id: one, offers: [{ source: less, upstream_model: echo }] }
                  - { id: two, offers: [{ source: less, upstream_model: echo }, { source: more, upstream_model: echo }] }
                """,
        });

        using var refused = await gateway.ChatAsync($"{{\"model\":\"one\",{members}}}");
        using var served = await gateway.ChatAsync($"{{\"model\":\"two\",{members}}}");

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var error = JsonDocument.Parse(await refused.Content.ReadAsStringAsync()).RootElement.GetProperty("error");
        (error.GetProperty("code").GetString(), error.GetProperty("param").GetString()).ShouldBe(("unsupported_parameter", param));
        served.StatusCode.ShouldBe(HttpStatusCode.OK);
        served.Headers.GetValues("x-nextmodel-source").ShouldBe(["more"]);
        upstream.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "<think>\nHm.\n</think>\n\nHello", null)]
    [InlineData("    quirks: { think_tags: true }", "Hello", "Hm.\n")]
    public async Task Chat_SourceThatThinksInItsText_IsReadAsTheFlagSays(string flag, string content, string? reasoning)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Play((request, _) => request.BodyText.Contains("\"stream\":true", StringComparison.Ordinal)
            ? ScriptedResponse.Events([
                """{"id":"c","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"<thi"}}]}""",
                """{"id":"c","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"nk>\nHm.\n</"}}]}""",
                """{"id":"c","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"think>\n\nHello"},"finish_reason":"stop"}]}""", "[DONE]"])
            : ScriptedResponse.Json("""{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"<think>\nHm.\n</think>\n\nHello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1}}"""));
        await using var gateway = await TestGateway.StartAsync(upstream, new TestGatewayOptions { Models = ["echo"], SourceLines = flag });
        using var json = await gateway.ChatAsync($"{{\"model\":\"echo\",{Hi},\"n\":1}}");
        using var stream = await gateway.ChatAsync($"{{\"model\":\"echo\",{Hi},\"stream\":true}}");

        var message = JsonDocument.Parse(await json.Content.ReadAsStringAsync()).RootElement.GetProperty("choices")[0].GetProperty("message");
        var deltas = (await stream.Content.ReadAsStringAsync()).Split('\n').Where(line => line.StartsWith("data: {", StringComparison.Ordinal))
            .Select(line => JsonDocument.Parse(line[6..]).RootElement.GetProperty("choices")).Where(choices => choices.GetArrayLength() > 0)
            .Select(choices => choices[0].GetProperty("delta")).ToList();

        (TextOf(message, "content"), TextOf(message, "reasoning_content")).ShouldBe((content, reasoning));
        string.Concat(deltas.Select(delta => TextOf(delta, "content"))).ShouldBe(content);
        string.Concat(deltas.Select(delta => TextOf(delta, "reasoning_content"))).ShouldBe(reasoning ?? "");
    }

    private static string? TextOf(JsonElement holder, string name) => holder.TryGetProperty(name, out var text) ? text.GetString() : null;

    private static string Parts(string mark) => "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"One\\n\"" + mark + "},{\"type\":\"text\",\"text\":\"\\\"two\\\".\"}]}]";

    private static string Effort(string word) => Hi + ",\"reasoning_effort\":\"" + word + "\"";

    private async Task<(HttpStatusCode Status, string Adjusted)> AskAsync(string flag, string members, string wanted)
    {
        running.Upstream.Play((request, _) => request.BodyText.Contains(wanted.TrimStart('!'), StringComparison.Ordinal) == !wanted.StartsWith('!')
            ? ScriptedResponse.Json("""{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"ok"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1}}""")
            : ScriptedResponse.Json("""{"error":{"message":"what is this?","type":"invalid_request_error","param":null,"code":null}}""", 400));
        using var response = await running.Gateway.ChatAsync($"{{\"model\":\"{Running.ModelOf(flag)}\",{members}}}");
        if (response.StatusCode != HttpStatusCode.OK)
        {
            return (response.StatusCode, "");
        }

        var receipt = (await SeenReceipt.OfAsync(running.Gateway.Client, response.Headers.GetValues("x-request-id").Single())).Root;
        var attempt = receipt.GetProperty("attempts")[0];
        return (response.StatusCode, attempt.TryGetProperty("adjusted", out var adjusted) ? string.Join(' ', adjusted.EnumerateArray().Select(name => name.GetString())) : "");
    }

    /// <summary>One source for each flag, and one without any, all at the same upstream.</summary>
    public sealed class Running : IAsyncLifetime
    {
        private static readonly string[] All = ["", .. Flags.Select(row => row.Data.Item1).Distinct()];

        public FakeUpstream Upstream { get; private set; } = null!;

        public TestGateway Gateway { get; private set; } = null!;

        public static string ModelOf(string flag) => $"model-{Array.IndexOf(All, flag)}";

        public async ValueTask InitializeAsync()
        {
            Upstream = await FakeUpstream.StartAsync();
            Gateway = await TestGateway.StartAsync(new TestGatewayOptions
            {
                MoreConfiguration = $"""
                    sources:
                    {string.Join('\n', All.Select((flag, at) => $"  - {{ id: source-{at}, base_url: {Upstream.BaseUrl}, api_key: none, max_attempts: 1, quirks: {{ {flag} }} }}"))}
                    models:
                    {string.Join('\n', All.Select((flag, at) => $"  - {{ id: {ModelOf(flag)}, offers: [{{ source: source-{at}, upstream_model: echo }}] }}"))}
                    """,
            });
            Gateway.Client.DefaultRequestHeaders.Add("x-nextmodel-cache", "bypass");
        }

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            await Upstream.DisposeAsync();
        }
    }
}

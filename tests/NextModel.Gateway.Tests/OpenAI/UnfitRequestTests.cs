using System.Net;
using System.Text.Json;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.OpenAI;

/// <summary>What a model certainly cannot serve, by what the catalog states of it, is refused before a source is asked: the member is named, and models
/// that could.</summary>
public sealed class UnfitRequestTests(UnfitRequestTests.Running running) : IClassFixture<UnfitRequestTests.Running>
{
    private const string Hi = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";
    private const string Tool = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]";

    private static readonly string TooLong = "\"messages\":[{\"role\":\"user\",\"content\":\"" + string.Concat(Enumerable.Repeat("lantern ", 1100)) + "\"}]";

    public static TheoryData<string, string, string, string> Needs => new()
    {
        { "image", Part("{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://example.com/a.png\"}}"), "messages[0].content[1]", "vision" },
        { "sound", Part("{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"AAAA\",\"format\":\"wav\"}}"), "messages[0].content[1]", "audio" },
        { "video", Part("{\"type\":\"video_url\",\"video_url\":{\"url\":\"https://example.com/a.mp4\"}}"), "messages[0].content[1]", "video" },
        { "file", Part("{\"type\":\"file\",\"file\":{\"file_data\":\"data:application/pdf;base64,AAAA\"}}"), "messages[0].content[1]", "files" },
        { "tools", Hi + "," + Tool, "tools", "tools" },
        { "functions", Hi + ",\"functions\":[{\"name\":\"f\"}]", "functions", "tools" },
        { "schema", Hi + ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\",\"schema\":{\"type\":\"object\"}}}", "response_format", "json_schema" },
        { "JSON mode", Hi + ",\"response_format\":{\"type\":\"json_object\"}", "response_format", "json_object" },
    };

    [Theory]
    [MemberData(nameof(Needs))]
    public async Task Chat_ModelLacksWhatIsNeeded_IsRefusedWithModelsThatHaveIt(string what, string members, string param, string capability)
    {
        var error = await RefusedAsync($"{{\"model\":\"plain\",{members}}}", "unsupported_parameter", param);
        error.ShouldContain($"'{capability}'", customMessage: what);
        error.ShouldContain("Ask for 'able'", customMessage: what);
    }

    [Theory]
    [MemberData(nameof(Needs))]
    public async Task Chat_NobodyHasSaidWhatTheModelCan_IsSent(string what, string members, string param, string capability)
    {
        using var response = await running.Gateway.ChatAsync($"{{\"model\":\"canary\",{members}}}");
        response.StatusCode.ShouldBe(HttpStatusCode.OK, $"{what}, {param}, {capability}");
    }

    [Fact]
    public async Task Chat_LongerThanTheContextByItsOwnVocabulary_IsRefusedWithBothNumbers()
    {
        var error = await RefusedAsync($"{{\"model\":\"plain\",{TooLong}}}", "context_length_exceeded", "messages");
        error.ShouldContain("1102 tokens (counted with o200k_base, its own vocabulary)");
        error.ShouldContain("'plain' holds 1000");
        error.ShouldContain("'able'");
    }

    [Fact]
    public async Task Chat_LongerByAnothersVocabulary_IsSentUnlessItIsFarTooLong()
    {
        using (var sent = await running.Gateway.ChatAsync($"{{\"model\":\"guessed\",{TooLong}}}"))
        {
            sent.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        var error = await RefusedAsync(
            "{\"model\":\"guessed\",\"messages\":[{\"role\":\"user\",\"content\":\"" + string.Concat(Enumerable.Repeat("lantern ", 4400)) + "\"}]}",
            "context_length_exceeded", "messages");
        error.ShouldContain("(approximately: counted with o200k_base, which is not its own vocabulary)");
    }

    [Fact]
    public async Task Chat_SourceIsToldToShorten_IsSent()
    {
        using var response = await running.Gateway.ChatAsync($"{{\"model\":\"plain\",\"truncate_prompt_tokens\":900,{TooLong}}}");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/v1/embeddings", "{\"model\":\"plain\",\"input\":\"Hi\"}")]
    [InlineData("/v1/chat/completions", "{\"model\":\"vectors\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}")]
    public async Task Post_ModelOfTheOtherKind_IsRefused(string route, string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await running.Gateway.Client.PostAsync(new Uri(route, UriKind.Relative), content);
        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error");
        ((int)response.StatusCode).ShouldBe(400);
        error.GetProperty("param").GetString().ShouldBe("model");
        error.GetProperty("code").GetString().ShouldBe("unsupported_parameter");
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { Part("{\"type\":\"image_url\",\"image_url\":{\"url\":\"cat.png\"}}"), "messages[0].content[1].image_url.url" },
        { Part("{\"type\":\"image_url\",\"image_url\":{\"url\":\"C:\\\\cat.png\"}}").Replace("C:", "/C:", StringComparison.Ordinal), "messages[0].content[1].image_url.url" },
        { Part("{\"type\":\"image_url\",\"image_url\":{\"url\":\"ftp://example.com/cat.png\"}}"), "messages[0].content[1].image_url.url" },
        { Part("{\"type\":\"image_url\",\"image_url\":\"blob:https://example.com/1\"}"), "messages[0].content[1].image_url" },
        { Part("{\"type\":\"image_url\",\"image_url\":{\"url\":7}}"), "messages[0].content[1].image_url.url" },
        { Part("{\"type\":\"image_url\"}"), "messages[0].content[1].image_url" },
        { Part("7"), "messages[0].content[1]" },
        { Hi + ",\"tools\":[7]", "tools[0]" },
        { Hi + ",\"tools\":[{\"type\":\"function\"}]", "tools[0].function" },
        { Hi + ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"\"}}]", "tools[0].function.name" },
        { Hi + ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":[]}}]", "tools[0].function.parameters" },
        { Hi + ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"string\"}}}]", "tools[0].function.parameters.type" },
        { Hi + "," + Tool + ",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"g\"}}", "tool_choice" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public Task Chat_WhatNoSourceTakes_IsRefusedByItsPath(string members, string param) =>
        RefusedAsync($"{{\"model\":\"canary\",{members}}}", "invalid_request", param);

    [Theory]
    [InlineData("gs://bucket/a.png")]
    [InlineData("HTTPS://example.com/a.png")]
    [InlineData("file:///srv/images/a.png")]
    public async Task Chat_ImageThatSomeSourcesCanReach_IsSent(string url)
    {
        using var response = await running.Gateway.ChatAsync(
            $"{{\"model\":\"canary\",{Part($"{{\"type\":\"image_url\",\"image_url\":{{\"url\":\"{url}\"}}}}")}}}");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public Task Chat_FileOfTheCallersDiskAtAPublicSource_IsRefused() => RefusedAsync(
        $"{{\"model\":\"public\",{Part("{\"type\":\"image_url\",\"image_url\":{\"url\":\"file:///srv/me/a.png\"}}")}}}",
        "invalid_request", "messages[0].content[1].image_url");

    [Fact]
    public async Task Chat_NotUtf8_IsRefused()
    {
        byte[] body = [.. "{\"model\":\"canary\",\"messages\":[{\"role\":\"user\",\"content\":\""u8, 0xC3, 0x28, .. "\"}]}"u8];
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        using var response = await running.Gateway.Client.PostAsync(new Uri("/v1/chat/completions", UriKind.Relative), content);
        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error");
        ((int)response.StatusCode).ShouldBe(400);
        error.GetProperty("code").GetString().ShouldBe("invalid_json");
        error.GetProperty("message").GetString()!.ShouldContain("UTF-8");
    }

    private static string Part(string part) => "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Look\"}," + part + "]}]";

    private async Task<string> RefusedAsync(string body, string code, string param)
    {
        var before = running.Upstream.Requests.Count;
        using var response = await running.Gateway.ChatAsync(body);
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(400, text);
        var error = JsonDocument.Parse(text).RootElement.GetProperty("error");
        error.GetProperty("code").GetString().ShouldBe(code, text);
        error.GetProperty("param").GetString().ShouldBe(param, text);
        running.Upstream.Requests.Count.ShouldBe(before);
        return error.GetProperty("message").GetString()!;
    }

    public sealed class Running : IAsyncLifetime
    {
        public FakeUpstream Upstream { get; private set; } = null!;

        public TestGateway Gateway { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Upstream = await FakeUpstream.StartAsync();
            Gateway = await TestGateway.StartAsync(Upstream, new TestGatewayOptions
            {
                Models = ["canary"],
                MoreConfiguration = $$"""
                      - id: plain
                        tokenizer: o200k_base
                        context_window: 1000
                        capabilities: { chat: true, embeddings: false, tools: false, json_object: false, json_schema: false, vision: false, audio: false, video: false, files: false }
                        offers: [{ source: fake, upstream_model: canary }]
                      - id: guessed
                        context_window: 1000
                        offers: [{ source: fake, upstream_model: canary }]
                      - id: able
                        context_window: 100000
                        capabilities: { chat: true, tools: true, json_object: true, json_schema: true, vision: true, audio: true, video: true, files: true }
                        offers: [{ source: fake, upstream_model: canary }]
                      - id: vectors
                        capabilities: { chat: false, embeddings: true }
                        offers: [{ source: fake, upstream_model: canary }]
                      - id: public
                        offers: [{ source: openrouter, upstream_model: canary }]
                    """,
                SourceLines = $"    max_attempts: 2\n  - id: openrouter\n    base_url: {Upstream.BaseUrl}\n    api_key: none",
            });
        }

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            await Upstream.DisposeAsync();
        }
    }
}

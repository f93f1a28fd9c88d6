using System.Net;
using System.Text.Json;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Dialects;

/// <summary>How sources of Google, AWS and Azure are called: addresses, credentials, and what stays out of both.</summary>
public sealed class OtherSourcesTests
{
    private const string Messages = "\"messages\":[{\"role\":\"user\",\"content\":\"Where do lanterns go?\"}]";

    /// <summary>Dialect, fixture, more of the source's configuration, whether it streams, the address called, and the header with the key.</summary>
    public static TheoryData<string, string, string, bool, string, string, string> Calls => new()
    {
        { "gemini", "gemini-stream", "", true, "/v1/models/gemini-stream:streamGenerateContent?alt=sse", "x-goog-api-key", "upstream-secret-key" },
        { "gemini", "gemini-stream", "", false, "/v1/models/gemini-stream:generateContent", "x-goog-api-key", "upstream-secret-key" },
        { "bedrock", "bedrock-stream", "", true, "/v1/model/bedrock-stream/converse-stream", "authorization", "Bearer upstream-secret-key" },
        { "bedrock", "bedrock-normal", "", false, "/v1/model/bedrock-normal/converse", "authorization", "Bearer upstream-secret-key" },
        { "azure-openai", "chat-stream", "    api_version: 2024-10-21", true, "/v1/openai/deployments/chat-stream/chat/completions?api-version=2024-10-21", "api-key", "upstream-secret-key" },
        { "azure-openai", "chat-normal", "", false, "/v1/chat/completions", "api-key", "upstream-secret-key" },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Chat_SourceOfADialect_IsCalledItsWay(
        string dialect, string fixture, string lines, bool stream, string target, string header, string value)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, new TestGatewayOptions { Dialect = dialect, Models = [fixture], SourceLines = lines });

        using var response = await gateway.ChatAsync($"{{\"model\":\"{fixture}\",\"stream\":{(stream ? "true" : "false")},{Messages}}}");

        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        var sent = upstream.Requests.ShouldHaveSingleItem();
        sent.Target.ShouldBe(target);
        sent.Header(header).ShouldBe(value);
        sent.Header("content-type").ShouldBe("application/json");
        sent.Target.ShouldNotContain("upstream-secret-key");
    }

    [Fact]
    public async Task Chat_SignedCallOfGemini_ComesBackWithItsSignature()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, new TestGatewayOptions { Dialect = "gemini", Models = ["gemini-stream"] });
        using var response = await gateway.ChatAsync($"{{\"model\":\"gemini-stream\",{Messages}}}");
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var message = answer.RootElement.GetProperty("choices")[0].GetProperty("message");
        var id = message.GetProperty("tool_calls")[0].GetProperty("id").GetString();

        using var next = await gateway.ChatAsync(
            $"{{\"model\":\"gemini-stream\",\"messages\":[{{\"role\":\"user\",\"content\":\"Hi\"}},{message.GetRawText()},"
            + $"{{\"role\":\"tool\",\"tool_call_id\":\"{id}\",\"content\":\"4\"}}]}}");

        next.StatusCode.ShouldBe(HttpStatusCode.OK);
        var parts = upstream.Requests[^1].Json!.Value.GetProperty("contents")[1].GetProperty("parts");
        parts[1].GetProperty("thoughtSignature").GetString().ShouldBe("RnhTaWc=");
        parts[1].GetProperty("functionCall").GetProperty("name").GetString().ShouldBe("get_weather");
    }

    [Fact]
    public async Task Chat_SourceOfAnotherDialect_IsTheFallbackOfOneThatCannotBeTold()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(new TestGatewayOptions
        {
            MoreConfiguration = $$"""
                sources:
                  - { id: claude, dialect: anthropic-messages, base_url: {{upstream.BaseUrl}}, api_key: none }
                  - { id: plain, dialect: openai-chat, base_url: {{upstream.BaseUrl}}, api_key: none }
                models:
                  - id: both
                    offers:
                      - { source: claude, upstream_model: anthropic-normal }
                      - { source: plain, upstream_model: chat-n2-json }
                """,
        });

        using var response = await gateway.ChatAsync($"{{\"model\":\"both\",\"n\":2,{Messages}}}");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.GetValues("x-nextmodel-source").ShouldBe(["plain"]);
        upstream.Requests.ShouldHaveSingleItem().Path.ShouldBe("/v1/chat/completions");
    }
}

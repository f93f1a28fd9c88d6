using System.Net;
using System.Text.Json;
using NextModel.Gateway.Tests.Receipts;
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

    [Theory]
    [InlineData("", ",\"usageMetadata\":{\"promptTokenCount\":5}", "provider 5", "[0.25,-0.5]")]
    [InlineData(",\"encoding_format\":\"base64\"", ",\"usageMetadata\":{\"promptTokenCount\":5}", "provider 5", "\"AACAPgAAAL8=\"")]
    [InlineData("", "", "estimated 2", "[0.25,-0.5]")]
    public async Task Embeddings_SourceOfGemini_AreMadeInOneCallAndCounted(string members, string counts, string usage, string first)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Play((_, _) => ScriptedResponse.Json($$"""{"embeddings":[{"values":[0.25,-0.5]},{"values":[1,0]}]{{counts}}}"""));
        await using var gateway = await TestGateway.StartAsync(upstream, new TestGatewayOptions { Dialect = "gemini", Models = ["gemini-embedding-9"] });

        using var response = await gateway.Client.PostAsync("/v1/embeddings", new StringContent(
            $"{{\"model\":\"gemini-embedding-9\",\"input\":[\"one\",\"two\"],\"dimensions\":2,\"taskType\":\"RETRIEVAL_QUERY\",\"user\":\"u\"{members}}}", null, "application/json"));

        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        using var answer = JsonDocument.Parse(body);
        answer.RootElement.GetProperty("model").GetString().ShouldBe("gemini-embedding-9");
        answer.RootElement.GetProperty("data").EnumerateArray().Select(one => one.GetProperty("index").GetInt32()).ShouldBe([0, 1]);
        answer.RootElement.GetProperty("data")[0].GetProperty("embedding").GetRawText().ShouldBe(first);
        var sent = upstream.Requests.ShouldHaveSingleItem();
        sent.Target.ShouldBe("/v1/models/gemini-embedding-9:batchEmbedContents");
        sent.Header("x-goog-api-key").ShouldBe("upstream-secret-key");
        sent.Json!.Value.GetRawText().ShouldBe(
            """{"requests":[{"model":"models/gemini-embedding-9","content":{"parts":[{"text":"one"}]},"outputDimensionality":2,"taskType":"RETRIEVAL_QUERY"},"""
            + """{"model":"models/gemini-embedding-9","content":{"parts":[{"text":"two"}]},"outputDimensionality":2,"taskType":"RETRIEVAL_QUERY"}]}""");
        var receipt = (await SeenReceipt.OfAsync(gateway.Client, response.Headers.GetValues("x-request-id").Single())).Root;
        $"{receipt.GetProperty("usage").GetProperty("source").GetString()} {receipt.GetProperty("usage").GetProperty("input_tokens").GetInt64()}".ShouldBe(usage);
        receipt.GetProperty("attempts")[0].GetProperty("adjusted").EnumerateArray().Select(name => name.GetString()).ShouldBe(["user"]);
    }

    [Theory]
    [InlineData("gemini", "[1,2,3]", "input")]
    [InlineData("gemini", "[[1,2],[3]]", "input")]
    [InlineData("anthropic-messages", "\"one\"", "model")]
    [InlineData("bedrock", "\"one\"", "model")]
    public async Task Embeddings_WhatADialectCannotBeTold_IsRefusedByNameBeforeAnybodyIsCalled(string dialect, string input, string param)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, new TestGatewayOptions { Dialect = dialect, Models = ["m"] });

        using var response = await gateway.Client.PostAsync("/v1/embeddings", new StringContent($"{{\"model\":\"m\",\"input\":{input}}}", null, "application/json"));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error");
        (error.GetProperty("code").GetString(), error.GetProperty("param").GetString()).ShouldBe(("unsupported_parameter", param));
        upstream.Requests.ShouldBeEmpty();
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

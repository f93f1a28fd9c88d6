using System.Net;
using System.Text.Json;
using NextModel.Gateway.Tests.Receipts;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Dialects;

/// <summary>A gateway in front of a source that speaks Anthropic's dialect, end to end.</summary>
public sealed class AnthropicSourceTests
{
    private const string Messages = "\"messages\":[{\"role\":\"user\",\"content\":\"Where do lanterns go?\"}]";

    private static readonly TestGatewayOptions Options = new() { Dialect = "anthropic-messages", Models = ["anthropic-normal", "anthropic-stream"] };

    [Fact]
    public async Task Chat_AnyRequest_ReachesTheSourceInItsDialect()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);

        using var response = await gateway.ChatAsync($"{{\"model\":\"anthropic-normal\",\"max_tokens\":50,{Messages}}}");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var sent = upstream.Requests.ShouldHaveSingleItem();
        sent.Target.ShouldBe("/v1/messages");
        sent.Header("x-api-key").ShouldBe("upstream-secret-key");
        sent.Header("authorization").ShouldBeNull();
        sent.Header("anthropic-version").ShouldBe("2023-06-01");
        sent.BodyText.ShouldBe(
            """{"model":"anthropic-normal","max_tokens":50,"messages":[{"role":"user","content":[{"type":"text","text":"Where do lanterns go?"}]}]}""");
    }

    [Fact]
    public async Task Chat_MembersTheSourceCannotBeTold_StandOnTheReceipt()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);

        using var response = await gateway.ChatAsync($"{{\"model\":\"anthropic-normal\",\"max_tokens\":50,\"seed\":1,\"temperature\":1.5,{Messages}}}");
        var reply = await ChatReply.ReadAsync(response);

        var attempt = (await SeenReceipt.OfAsync(gateway.Client, reply.RequestId)).Root.GetProperty("attempts")[0];
        attempt.GetProperty("adjusted").EnumerateArray().Select(name => name.GetString()).ShouldBe(["seed", "temperature"]);
        attempt.GetProperty("max_output_tokens").GetInt64().ShouldBe(50);
        attempt.GetProperty("upstream_request_id").GetString().ShouldBe("req_fx_a1");
        attempt.GetProperty("upstream_response_id").GetString().ShouldBe("msg_fx01");
    }

    [Theory]
    [InlineData("\"n\":2", "unsupported_parameter", "n")]
    [InlineData("\"logprobs\":true", "unsupported_parameter", "logprobs")]
    [InlineData("\"response_format\":{\"type\":\"json_object\"}", "unsupported_parameter", "response_format")]
    public async Task Chat_WhatCannotBeSaid_IsRefusedBeforeAnythingIsSpent(string member, string code, string param)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);

        using var response = await gateway.ChatAsync($"{{\"model\":\"anthropic-normal\",{member},{Messages}}}");

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        body.RootElement.GetProperty("error").GetProperty("code").GetString().ShouldBe(code);
        body.RootElement.GetProperty("error").GetProperty("param").GetString().ShouldBe(param);
        upstream.Requests.ShouldBeEmpty();
        response.Headers.Contains("x-nextmodel-receipt-url").ShouldBeFalse();
    }

    [Fact]
    public async Task Embeddings_AtASourceWithout_AreRefused()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);

        using var response = await gateway.Client.PostAsync(
            "/v1/embeddings", new StringContent("{\"model\":\"anthropic-normal\",\"input\":\"x\"}", null, "application/json"));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        upstream.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Chat_SameRequestTwice_IsAnsweredFromTheExactCache(bool stream)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);
        var body = $"{{\"model\":\"anthropic-stream\",\"stream\":{(stream ? "true" : "false")},{Messages}}}";

        using var first = await gateway.ChatAsync(body);
        var fresh = await ChatReply.ReadAsync(first);
        using var second = await gateway.ChatAsync(body);
        var replay = await ChatReply.ReadAsync(second);

        replay.ServeMode.ShouldBe("exact_cache");
        replay.Said.ShouldBe(fresh.Said);
        upstream.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Chat_ReasoningSentBack_KeepsItsSignature()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);
        using var response = await gateway.ChatAsync($"{{\"model\":\"anthropic-stream\",{Messages}}}");
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var message = answer.RootElement.GetProperty("choices")[0].GetProperty("message").GetRawText();

        using var next = await gateway.ChatAsync(
            $"{{\"model\":\"anthropic-stream\",\"messages\":[{{\"role\":\"user\",\"content\":\"Hi\"}},{message},"
            + "{\"role\":\"tool\",\"tool_call_id\":\"toolu_fx01\",\"content\":\"4\"}]}");

        next.StatusCode.ShouldBe(HttpStatusCode.OK);
        upstream.Requests[^1].Json!.Value.GetProperty("messages")[1].GetProperty("content")[0].GetRawText()
            .ShouldBe("""{"type":"thinking","thinking":"Thinking.","signature":"RnhTaWc="}""");
    }
}

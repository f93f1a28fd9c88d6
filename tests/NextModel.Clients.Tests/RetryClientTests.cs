using System.ClientModel;
using Anthropic;
using Anthropic.Models.Messages;
using NextModel.Gateway.Admin;
using NextModel.Identity;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;
using OpenAI.Responses;

#pragma warning disable OPENAI001 // The library calls its own client experimental.

namespace NextModel.Clients.Tests;

/// <summary>Clients that are told to wait, through the Responses and the Messages door: they come back when the time is over, and are served.</summary>
public sealed class RetryClientTests
{
    private const string Said = "Lanterns drift.";

    [Theory]
    [InlineData("sdk7")]
    [InlineData("sdk6")]
    [InlineData("ai-responses")]
    [InlineData("langchain-responses")]
    [InlineData("sdk1")]
    [InlineData("sdk0")]
    [InlineData("ai-messages")]
    [InlineData("langchain-messages")]
    public async Task Client_WhoseOnlySourceAsksForASecond_ComesBackAfterIt(string client)
    {
        await using var upstream = await StartBusyAsync();
        await using var gateway = await StartAsync(upstream, attempts: 1);

        var seen = await RunAsync(client, gateway, "once=responses", "once=messages", "once=chat");

        seen.ShouldBe([$"{Said} 429 200", $"{Said} 429 200", $"{Said} 429 200"]);
        upstream.Requests.Count.ShouldBe(6);
    }

    [Fact]
    public async Task DotNetClient_WhoseOnlySourceAsksForASecond_ComesBackAfterIt()
    {
        await using var upstream = await StartBusyAsync();
        await using var gateway = await StartAsync(upstream, attempts: 1);
        var responses = new ResponsesClient(new ApiKeyCredential(gateway.ApiKey), new ResponsesClientOptions { Endpoint = new Uri(gateway.BaseUrl) });
        using var messages = new AnthropicClient { ApiKey = gateway.ApiKey, BaseUrl = gateway.Origin };
        var limit = TestContext.Current.CancellationToken;

        var response = (await responses.CreateResponseAsync("responses", "Hi", cancellationToken: limit)).Value;
        var message = await messages.Messages.Create(new MessageCreateParams { Model = "messages", MaxTokens = 100, Messages = [new UserMessageParam("Hi")] }, limit);

        response.GetOutputText().ShouldBe(Said);
        string.Concat(message.Content.Select(block => block.TryPickText(out var one) ? one.Text : "")).ShouldBe(Said);
        upstream.Requests.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData("sdk7")]
    [InlineData("sdk1")]
    public async Task Client_WhoseSourceAsksForASecond_WaitsInTheGatewayWhereThatMayTryAgain(string client)
    {
        await using var upstream = await StartBusyAsync();
        await using var gateway = await StartAsync(upstream, attempts: 2);

        var seen = await RunAsync(client, gateway, "once=responses", "once=messages", "once=chat");

        seen.ShouldBe([$"{Said} 200", $"{Said} 200", $"{Said} 200"]);
        upstream.Requests.Count.ShouldBe(6);
    }

    [Theory]
    [InlineData("sdk7")]
    [InlineData("sdk1")]
    public async Task Client_BeyondTheLimitOfItsKey_ComesBackWhenItFits(string client)
    {
        await using var upstream = await StartBusyAsync();
        upstream.Play("chat", SourceAnswer.Saying(Said));
        await using var gateway = await StartAsync(upstream, attempts: 1);
        var project = gateway.Installation.Directory.Projects.Single().Id;
        var limited = await gateway.Installation.Operations.RateLimits.SetAsync(
            Administrator.CommandLine, project, null, new RateLimitsBody(60, null, null), TestContext.Current.CancellationToken);
        limited.TryGet(out _, out var problem).ShouldBeTrue(problem?.Message);

        var seen = await RunAsync(client, gateway, "limited=chat");

        seen.ShouldBe([$"{Said} 429 200"]);
    }

    // Each model is asked to wait once.
    private static async Task<FakeUpstream> StartBusyAsync()
    {
        var upstream = await FakeUpstream.StartAsync();
        foreach (var model in new[] { "responses", "messages", "chat" })
        {
            upstream.Play(model, (request, attempt) => attempt > 0 ? new SourceAnswer { Text = Said }.To(request) : Busy);
        }

        return upstream;
    }

    private static ScriptedResponse Busy { get; } =
        ScriptedResponse.Json("{\"error\":{\"type\":\"rate_limit_error\",\"message\":\"Too many lanterns.\",\"code\":null,\"param\":null},\"type\":\"error\"}", 429) with
        {
            Headers = [new("content-type", "application/json"), new("retry-after", "1")],
        };

    // Each dialect of a client has a source, and one speaks chat alone.
    private static Task<TestGateway> StartAsync(FakeUpstream upstream, int attempts) => TestGateway.StartAsync(new TestGatewayOptions
    {
        MoreConfiguration = $$"""
            sources:
              - { id: responses, base_url: "{{upstream.BaseUrl}}", api_key: none, max_attempts: {{attempts}}, operations: responses }
              - { id: messages, base_url: "{{upstream.BaseUrl}}", api_key: none, max_attempts: {{attempts}}, dialect: anthropic-messages }
              - { id: chat, base_url: "{{upstream.BaseUrl}}", api_key: none, max_attempts: {{attempts}} }
            models:
              - { id: responses, offers: [{ source: responses, upstream_model: responses }] }
              - { id: messages, offers: [{ source: messages, upstream_model: messages }] }
              - { id: chat, offers: [{ source: chat, upstream_model: chat }] }
            """,
    });

    private static async Task<List<string>> RunAsync(string client, TestGateway gateway, params string[] scenarios) =>
    [
        .. (await NodeScript.SeenAsync(["drive-retries.mjs", client, gateway.Origin, gateway.ApiKey, .. scenarios]))
            .Select(seen => (string?)seen["error"] ?? $"{seen["text"]} {string.Join(' ', seen["statuses"]!.AsArray())}"),
    ];
}

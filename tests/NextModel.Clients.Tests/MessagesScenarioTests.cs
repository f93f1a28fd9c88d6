using System.Text.Json.Nodes;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Clients.Tests;

/// <summary>
/// What clients of the Messages API can ask for, one thing after the other: a source that speaks it gets what the client would have sent it; another one gets
/// the same in its own words. And what answers may end with.
/// </summary>
public sealed class MessagesScenarioTests
{
    private static readonly string[] All =
        ["system", "images", "pdf", "thinking", "redacted", "parallel", "choiceAny", "choiceTool", "choiceNone", "stop", "format", "user", "large"];

    /// <summary>Each client, and what it has a way to ask for.</summary>
    private static readonly Dictionary<string, string[]> Asked = new(StringComparer.Ordinal)
    {
        ["sdk1"] = All,
        ["sdk0"] = All,
        ["ai"] = ["system", "images", "pdf", "choiceAny", "choiceTool", "stop"],
        ["langchain"] = ["system", "images", "parallel", "choiceAny", "choiceTool", "stop"],
    };

    /// <summary>What must stand in the body that a chat source gets, and after a <c>!</c> what must not.</summary>
    private static readonly Dictionary<string, string[]> Said = new(StringComparer.Ordinal)
    {
        ["system"] = ["{\"role\":\"system\"", "Be brief."],
        ["images"] = ["\"image_url\":{\"url\":\"data:image/png;base64,iVBOR"],
        ["pdf"] = ["\"file_data\":\"data:application/pdf;base64,JVBER"],
        ["thinking"] = ["\"tool_calls\":[{\"id\":\"toolu_1\"", "\"tool_call_id\":\"toolu_1\"", "!c2lnbmVk"],
        ["redacted"] = ["\"tool_calls\":[{\"id\":\"toolu_1\"", "!aGlkZGVu"],
        ["parallel"] = ["{\"id\":\"toolu_1\"", "{\"id\":\"toolu_2\"", "\"tool_call_id\":\"toolu_2\"", "no such city"],
        ["choiceAny"] = ["\"tool_choice\":\"required\""],
        ["choiceTool"] = ["\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"get_weather\"}}"],
        ["choiceNone"] = ["\"tool_choice\":\"none\""],
        ["stop"] = ["\"stop\":[\"END\",\"STOP\"]", "\"temperature\":0.5"],
        ["format"] = ["\"response_format\":{\"type\":\"json_schema\"", "\"lamps\""],
        ["user"] = ["\"user\":\"u-4711\""],
        ["large"] = ["\"max_completion_tokens\":64000", "\"stream\":true"],
    };

    [Theory]
    [InlineData("sdk1")]
    [InlineData("sdk0")]
    [InlineData("ai")]
    [InlineData("langchain")]
    public async Task Request_ToASourceOfItsDialect_ArrivesAsTheClientSendsItThere(string client)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await StartAsync(upstream, "anthropic-messages", "anthropic-normal", "anthropic-stream");

        var direct = await RunAsync(client, upstream.Origin, "none", Asked[client], "anthropic");
        var count = upstream.Requests.Count;
        var through = await RunAsync(client, gateway.Origin, gateway.ApiKey, Asked[client], "anthropic");

        through.Select(NodeScript.Told).ShouldBe(direct.Select(NodeScript.Told));
        count.ShouldBe(Asked[client].Length);
        upstream.Requests.Skip(count).Select(request => request.BodyText).ShouldBe(upstream.Requests.Take(count).Select(request => request.BodyText));
    }

    [Theory]
    [InlineData("sdk1")]
    [InlineData("sdk0")]
    [InlineData("ai")]
    [InlineData("langchain")]
    public async Task Request_ToAChatSource_IsSaidInItsWords(string client)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await StartAsync(upstream, "openai-chat", "chat-normal", "chat-stream");

        var seen = await RunAsync(client, gateway.Origin, gateway.ApiKey, Asked[client], "chat");

        // The AI SDK demands a call where it said so; what it asked for is what is looked at here.
        seen.ShouldAllBe(one => (string?)one["text"] == "Lanterns drift." || ((string?)one["error"] ?? "").StartsWith("ToolChoiceViolationError", StringComparison.Ordinal));
        var wrong = Asked[client].Zip(upstream.Requests, (scenario, request) => Said[scenario]
            .Where(part => part[0] == '!' ? request.BodyText.Contains(part[1..], StringComparison.Ordinal) : !request.BodyText.Contains(part, StringComparison.Ordinal))
            .Select(part => $"{scenario}: {part} in {request.BodyText}")).SelectMany(one => one);
        wrong.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("sdk1", "anthropic-messages")]
    [InlineData("sdk0", "anthropic-messages")]
    [InlineData("sdk1", "openai-chat")]
    [InlineData("sdk0", "openai-chat")]
    public async Task Answer_OfEveryEnd_IsSeenAsTheDialectTellsIt(string client, string dialect)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Play("cut", SourceAnswer.Saying("Half", "length"));
        upstream.Play("refused", SourceAnswer.Saying("Half", "content_filter"));
        upstream.Play("whole", SourceAnswer.Saying("Half"));
        await using var gateway = await StartAsync(upstream, dialect, "cut", "refused", "whole");

        var seen = await RunAsync(client, gateway.Origin, gateway.ApiKey, ["plain=cut", "plain=refused", "bearer=whole"]);

        seen.Select(NodeScript.Told).ShouldBe(["Half [max_tokens] 6 4 0 5", "Half [refusal] 6 4 0 5", "Half [end_turn] 6 4 0 5"]);
    }

    [Theory]
    [InlineData("sdk1", "anthropic-messages")]
    [InlineData("sdk0", "anthropic-messages")]
    [InlineData("ai", "anthropic-messages")]
    [InlineData("sdk1", "openai-chat")]
    [InlineData("sdk0", "openai-chat")]
    [InlineData("ai", "openai-chat")]
    public async Task Client_ThatAborts_EndsTheCallToTheSource(string client, string dialect)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Play("drip", (request, _) => new SourceAnswer { Text = "Half" }.BrokenOff(request, ResponseEnd.Hang));
        await using var gateway = await StartAsync(upstream, dialect, "drip");

        var seen = await RunAsync(client, gateway.Origin, gateway.ApiKey, ["abort=drip"]);

        NodeScript.Told(seen.Single()).ShouldBe("aborted after some");
        await upstream.Requests.Single().ClientGone.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    private static Task<TestGateway> StartAsync(FakeUpstream upstream, string dialect, params string[] models) => TestGateway.StartAsync(
        upstream, new TestGatewayOptions { Dialect = dialect, Models = models, SourceLines = "    max_attempts: 1\n    circuit_breaker: false" });

    private static Task<List<JsonObject>> RunAsync(string client, string origin, string key, string[] scenarios, string family) => RunAsync(
        client, origin, key, [.. scenarios.Select(scenario => $"{scenario}={family}-{(scenario == "large" ? "stream" : "normal")}")]);

    private static Task<List<JsonObject>> RunAsync(string client, string origin, string key, string[] scenarios) =>
        NodeScript.SeenAsync(["drive-message-scenarios.mjs", client, origin, key, .. scenarios]);
}

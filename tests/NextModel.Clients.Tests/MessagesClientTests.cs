using System.Text.Json.Nodes;
using Anthropic;
using Anthropic.Models.Messages;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Clients.Tests;

/// <summary>
/// Clients of the Messages API through the gateway: in front of a source that speaks it, and of sources that do not. What a client makes of an answer
/// is what it would make of the source's own.
/// </summary>
public sealed class MessagesClientTests
{
    private const string Own = "Lanterns drift.";
    private const string Call = "toolu_fx01:get_weather {\"city\":\"Oslo\",\"unit\":\"C\"}";

    /// <summary>Client, dialect of the source, scenario and model, and what the client sees.</summary>
    public static TheoryData<string, string, string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string, string, string>();
            foreach (var client in new[] { "sdk1", "sdk0", "ai", "langchain" })
            {
                var isSdk = client.StartsWith("sdk", StringComparison.Ordinal);

                // LangChain adds the output that the first event guesses to what the last one counts, whoever sends them.
                var ownCall = $"(Thinking.) {Own} {Call} [tool_use] {(client == "langchain" ? 16 : 15)}";
                rows.Add(client, "anthropic-messages", "json=anthropic-normal", $"{Own} [end_turn] 15");
                rows.Add(client, "anthropic-messages", "stream=anthropic-stream", ownCall);
                rows.Add(client, "anthropic-messages", "stream=anthropic-stream-noevent", ownCall);
                rows.Add(client, "anthropic-messages", "loop=anthropic-loop", client == "ai" ? $"{Own} {Call} [end_turn] 30" : $"{Own} [end_turn] 15");
                rows.Add(client, "anthropic-messages", "stream=anthropic-truncated", "raises");
                rows.Add(client, "anthropic-messages", "stream=anthropic-mid-error", "raises");
                rows.Add(client, "openai-chat", "json=chat-normal", "chat-normal");
                rows.Add(client, "openai-chat", "stream=chat-stream", "chat-stream");
                rows.Add(client, "openai-chat", "json=tools-normal", "tools-normal");
                rows.Add(client, "openai-chat", "stream=tools-stream-split", "tools-stream-split");
                rows.Add(client, "openai-chat", "stream=tools-stream-interleaved", "tools-stream-interleaved");
                rows.Add(client, "openai-chat", "stream=err-disconnect", "raises");
                rows.Add(client, "openai-chat", "json=err-403", "raises");
                rows.Add(client, "gemini", "stream=gemini-stream", "gemini-stream");
                if (isSdk)
                {
                    rows.Add(client, "anthropic-messages", "beta=anthropic-normal", $"{Own} [end_turn] 15");
                    rows.Add(client, "anthropic-messages", "count=anthropic-count-tokens", "counted");
                    rows.Add(client, "anthropic-messages", "models=any", "all");
                    rows.Add(client, "anthropic-messages", "json=anthropic-529", client == "sdk1" ? "OverloadedError 529" : "InternalServerError 529");
                    rows.Add(client, "anthropic-messages", "json=nobody", "NotFoundError 404");
                    rows.Add(client, "openai-chat", "count=chat-normal", "counted");
                }
            }

            return rows;
        }
    }

    [Fact]
    public async Task Clients_InFrontOfEveryDialect_SeeWhatTheSourceSaid()
    {
        var wrong = new List<string>();
        foreach (var dialect in Rows.GroupBy(row => row.Data.Item2))
        {
            await using var upstream = await FakeUpstream.StartAsync();
            upstream.Play("anthropic-loop", (request, attempt) =>
                Behaviours.Fixture(request.Json!.Value.GetProperty("messages").GetArrayLength() > 1 ? "anthropic-normal" : "anthropic-stream")(request, attempt));
            await using var gateway = await TestGateway.StartAsync(
                upstream, new TestGatewayOptions { Dialect = dialect.Key, Models = [.. dialect.Select(row => row.Data.Item3.Split('=')[1]).Where(name => name is not ("any" or "nobody")).Distinct()], SourceLines = "    max_attempts: 1" });
            foreach (var client in dialect.GroupBy(row => row.Data.Item1))
            {
                var seen = (await NodeScript.SeenAsync(["drive-messages.mjs", client.Key, gateway.Origin, gateway.ApiKey, .. client.Select(row => row.Data.Item3)])).ToDictionary(one => (string)one["scenario"]!);
                wrong.AddRange(client.Select(row => Compare(row.Data, seen[row.Data.Item3])).OfType<string>());
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task DotNet_JsonAndStream_AreWhatTheSourceSaid()
    {
        foreach (var dialect in new[] { "anthropic-messages", "openai-chat" })
        {
            await using var upstream = await FakeUpstream.StartAsync();
            var (json, stream) = dialect == "openai-chat" ? ("chat-normal", "tools-stream-split") : ("anthropic-normal", "anthropic-stream");
            await using var gateway = await TestGateway.StartAsync(upstream, new TestGatewayOptions { Dialect = dialect, Models = [json, stream] });
            using var client = new AnthropicClient { ApiKey = gateway.ApiKey, BaseUrl = gateway.Origin, MaxRetries = 0 };

            var message = await client.Messages.Create(Question(json), TestContext.Current.CancellationToken);
            var input = "";
            await foreach (var item in client.Messages.CreateStreaming(Question(stream), TestContext.Current.CancellationToken))
            {
                input += item.TryPickContentBlockDelta(out var delta) && delta.Delta.TryPickInputJson(out var piece) ? piece.PartialJson : "";
            }

            string.Concat(message.Content.Select(block => block.TryPickText(out var one) ? one.Text : "")).ShouldBe(FixtureWords.Of(json).Text);
            input.ShouldBe(string.Concat(FixtureWords.Of(stream).Calls.Select(call => call.Input)));
        }
    }

    private static MessageCreateParams Question(string model) => new() { Model = model, MaxTokens = 100, Messages = [new UserMessageParam("Hi")] };

    private static string? Compare((string Client, string Dialect, string Scenario, string Expected) row, JsonObject seen)
    {
        var expected = row.Expected;
        if (expected == "raises")
        {
            return seen["error"] is null ? $"{row.Client} {row.Scenario}: raised nothing, saw {Tell(seen, withOutput: true)}" : null;
        }

        var isFixture = row.Expected == row.Scenario.Split('=')[1];
        if (isFixture && FixtureWords.Of(row.Expected).Calls.Count == 0)
        {
            // Ids of its calls are made up here.
            seen["calls"] = new JsonArray();
        }

        var told = seen["error"] is { } error ? (string)error! : Tell(seen, withOutput: !isFixture);
        if (isFixture)
        {
            expected = FixtureWords.LineOf(row.Expected);
        }

        return told == expected ? null : $"{row.Client} {row.Scenario}: saw {told} instead of {expected}";
    }

    private static string Tell(JsonObject seen, bool withOutput)
    {
        var parts = new List<string>();
        if (withOutput && (string?)seen["thinking"] is { Length: > 0 } thinking)
        {
            parts.Add($"({thinking})");
        }

        parts.Add((string)seen["text"]!);
        parts.AddRange(seen["calls"]!.AsArray().Select(call => $"{call![0]}:{call[1]} {call[2]}"));
        if (withOutput && seen["finish"] is { } finish)
        {
            parts.Add($"[{finish}]");
            parts.Add($"{seen["output"]}");
        }

        return string.Join(' ', parts.Where(part => part.Length > 0));
    }
}

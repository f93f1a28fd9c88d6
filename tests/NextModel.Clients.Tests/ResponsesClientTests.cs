using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json.Nodes;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;
using OpenAI.Responses;

#pragma warning disable OPENAI001 // The library calls its own client experimental.

namespace NextModel.Clients.Tests;

/// <summary>
/// Clients of the Responses API through the gateway: in front of a source that speaks it, and of sources that do not. What a client makes of an answer
/// is what it would make of the source's own, and what it asks to be kept is there.
/// </summary>
public sealed class ResponsesClientTests
{
    private const string Own = "Lanterns drift.";
    private const string Call = "call_fx_a:get_weather {\"city\":\"Oslo\",\"unit\":\"C\"}";

    /// <summary>Client, what the source speaks, scenario and model, and what the client sees.</summary>
    public static TheoryData<string, string, string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string, string, string>();
            foreach (var client in new[] { "sdk7", "sdk6", "ai", "agents", "langchain" })
            {
                rows.Add(client, "responses", "json=responses-text", Own);
                rows.Add(client, "responses", "stream=responses-text", Own);
                rows.Add(client, "openai-chat", "json=chat-normal", Own);
                rows.Add(client, "openai-chat", "stream=chat-stream", Own);
                rows.Add(client, "anthropic-messages", "json=anthropic-normal", Own);
                if (client != "agents")
                {
                    // It runs a call itself, and again for every answer that has one.
                    rows.Add(client, "responses", "stream=responses-stream", $"{Own} {Call}");
                    rows.Add(client, "openai-chat", "json=tools-single", Call);
                    rows.Add(client, "openai-chat", "json=tools-normal", "tools-normal");
                    rows.Add(client, "openai-chat", "stream=tools-stream-interleaved", "tools-stream-interleaved");
                    rows.Add(client, "openai-chat", "stream=tools-stream-split", "tools-stream-split");
                    rows.Add(client, "anthropic-messages", "stream=anthropic-stream", "anthropic-stream");
                }

                if (client.StartsWith("sdk", StringComparison.Ordinal))
                {
                    foreach (var source in new[] { "responses", "openai-chat", "anthropic-messages" })
                    {
                        rows.Add(client, source, "parse=lamps", "{\"lamps\":3}");
                        rows.Add(client, source, "kept=question", "true Where do lanterns go? 404");
                    }
                }
            }

            return rows;
        }
    }

    [Fact]
    public async Task Clients_InFrontOfEveryDialect_SeeWhatTheSourceSaid()
    {
        var wrong = new List<string>();
        foreach (var source in Rows.GroupBy(row => row.Data.Item2))
        {
            await using var upstream = await FakeUpstream.StartAsync();
            upstream.Play("lamps", SourceAnswer.Saying("{\"lamps\":3}"));
            upstream.Play("question", SourceAnswer.Saying(Own));
            await using var gateway = await ResponsesDriver.StartAsync(upstream, source.Key, [.. source.Select(row => row.Data.Item3.Split('=')[1]).Distinct()]);
            foreach (var client in source.GroupBy(row => row.Data.Item1))
            {
                var seen = (await NodeScript.SeenAsync(["drive-responses.mjs", client.Key, gateway.Origin, gateway.ApiKey, .. client.Select(row => row.Data.Item3)])).ToDictionary(one => (string)one["scenario"]!);
                wrong.AddRange(client.Select(row => Compare(row.Data, seen[row.Data.Item3])).OfType<string>());
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("responses", "responses-text", "responses-stream")]
    [InlineData("openai-chat", "chat-normal", "tools-stream-split")]
    [InlineData("anthropic-messages", "anthropic-normal", "anthropic-stream")]
    public async Task DotNet_JsonStreamAndKept_AreWhatTheSourceSaid(string source, string json, string stream)
    {
        var limit = TestContext.Current.CancellationToken;
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await ResponsesDriver.StartAsync(upstream, source, json, stream);
        var client = DotNet(gateway);

        var answer = (await client.CreateResponseAsync(json, "Where do lanterns go?", cancellationToken: limit)).Value;
        var arguments = "";
        await foreach (var update in await client.CreateResponseStreamingAsync(stream, "Where do lanterns go?", cancellationToken: limit))
        {
            arguments += update is StreamingResponseFunctionCallArgumentsDoneUpdate done ? done.FunctionArguments.ToString() : "";
        }

        answer.GetOutputText().ShouldBe(Own);
        arguments.ShouldBe(string.Concat(FixtureWords.Of(stream).Calls.Select(call => call.Input)));
        (await client.GetResponseAsync(answer.Id, cancellationToken: limit)).Value.GetOutputText().ShouldBe(Own);
    }

    [Theory]
    [InlineData("responses")]
    [InlineData("openai-chat")]
    [InlineData("anthropic-messages")]
    public async Task DotNet_BrokenStreamAndErrors_AreTold(string source)
    {
        var limit = TestContext.Current.CancellationToken;
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Play("failing", Behaviours.Always(ScriptedResponse.Json("{\"error\":{\"message\":\"No lanterns.\",\"type\":\"some_error\",\"param\":null,\"code\":null}}", 400)));
        upstream.Play("broken", (request, _) => new SourceAnswer { Text = Own }.BrokenOff(request, ResponseEnd.Close));
        await using var gateway = await ResponsesDriver.StartAsync(upstream, source, "failing", "broken");
        var client = DotNet(gateway);
        var (text, last) = ("", default(StreamingResponseUpdate));

        var refused = await Should.ThrowAsync<ClientResultException>(async () => await client.CreateResponseAsync("failing", "Hi", cancellationToken: limit));
        var unknown = await Should.ThrowAsync<ClientResultException>(async () => await client.CreateResponseAsync("nobody", "Hi", cancellationToken: limit));
        await Should.ThrowAsync<Exception>(async () =>
        {
            await foreach (var update in await client.CreateResponseStreamingAsync("broken", "Hi", cancellationToken: limit))
            {
                text += update is StreamingResponseOutputTextDeltaUpdate delta ? delta.Delta : "";
                last = update;
            }
        });

        (refused.Status, unknown.Status).ShouldBe((400, 404));
        refused.Message.ShouldContain("No lanterns.");
        text.ShouldBe(Own);
        last.ShouldBeOfType<StreamingResponseFailedUpdate>().Response.Error.ShouldNotBeNull();
    }

    private static ResponsesClient DotNet(TestGateway gateway) => new(
        new ApiKeyCredential(gateway.ApiKey), new ResponsesClientOptions { Endpoint = new Uri(gateway.BaseUrl), RetryPolicy = new ClientRetryPolicy(0) });

    private static string? Compare((string Client, string Source, string Scenario, string Expected) row, JsonObject seen)
    {
        var expected = row.Expected == row.Scenario.Split('=')[1] ? FixtureWords.LineOf(row.Expected) : row.Expected;
        var told = seen["error"] is { } error ? (string)error! : Tell(seen);
        return told == expected ? null : $"{row.Client} {row.Source} {row.Scenario}: saw {told} instead of {expected}";
    }

    private static string Tell(JsonObject seen) => string.Join(
        ' ',
        new[] { (string?)seen["text"] ?? "" }.Concat(seen["calls"]!.AsArray().Select(call => $"{call![0]}:{call[1]} {call[2]}")).Where(part => part.Length > 0));
}

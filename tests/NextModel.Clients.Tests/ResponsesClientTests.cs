using System.ClientModel;
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
                var isSdk = client.StartsWith("sdk", StringComparison.Ordinal);
                rows.Add(client, "responses", "json=responses-text", Own);
                rows.Add(client, "responses", "stream=responses-text", Own);
                rows.Add(client, "responses", "previous=loop", Own);
                rows.Add(client, "openai-chat", "json=chat-normal", Own);
                rows.Add(client, "openai-chat", "stream=chat-stream", Own);
                rows.Add(client, "openai-chat", "previous=loop", Own);
                rows.Add(client, "openai-chat", "json=err-403", "raises");
                rows.Add(client, "anthropic-messages", "json=anthropic-normal", Own);
                if (client != "agents")
                {
                    // It runs a call itself, and again for every answer that has one.
                    rows.Add(client, "responses", "stream=responses-stream", $"{Own} {Call}");
                    rows.Add(client, "openai-chat", "json=tools-single", Call);
                    rows.Add(client, "openai-chat", "stream=tools-stream-interleaved", "tools-stream-interleaved");
                    rows.Add(client, "openai-chat", "stream=tools-stream-split", "tools-stream-split");
                }

                if (isSdk || client == "ai")
                {
                    rows.Add(client, "openai-chat", "stateless=loop", Own);
                    rows.Add(client, "responses", "stateless=loop", Own);
                }

                if (isSdk)
                {
                    rows.Add(client, "openai-chat", "parse=lamps", "{\"lamps\":3}");
                    rows.Add(client, "openai-chat", "kept=chat-normal", "true Where do lanterns go? 404");
                    rows.Add(client, "responses", "kept=responses-text", "true Where do lanterns go? 404");
                    rows.Add(client, "responses", "raw=responses-truncated", "raises");
                    rows.Add(client, "openai-chat", "raw=err-disconnect", "raises");
                    rows.Add(client, "openai-chat", "json=nobody", "NotFoundError 404");
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
            Play(upstream);
            await using var gateway = await TestGateway.StartAsync(
                upstream, Options(source.Key, source.Select(row => row.Data.Item3.Split('=')[1]).Where(name => name is not "nobody").Distinct()));
            foreach (var client in source.GroupBy(row => row.Data.Item1))
            {
                var lines = await NodeScript.RunAsync(["drive-responses.mjs", client.Key, gateway.Origin, gateway.ApiKey, .. client.Select(row => row.Data.Item3)]);
                var seen = lines.Select(line => JsonNode.Parse(line)!.AsObject()).ToDictionary(one => (string)one["scenario"]!);
                wrong.AddRange(client.Select(row => Compare(row.Data, seen[row.Data.Item3])).OfType<string>());
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("responses", "responses-text", "responses-stream")]
    [InlineData("openai-chat", "chat-normal", "tools-stream-split")]
    public async Task DotNet_JsonStreamAndKept_AreWhatTheSourceSaid(string source, string json, string stream)
    {
        var limit = TestContext.Current.CancellationToken;
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options(source, [json, stream]));
        var client = new ResponsesClient(new ApiKeyCredential(gateway.ApiKey), new ResponsesClientOptions { Endpoint = new Uri($"{gateway.Origin}/v1") });

        var answer = (await client.CreateResponseAsync(json, "Where do lanterns go?", cancellationToken: limit)).Value;
        var arguments = "";
        await foreach (var update in await client.CreateResponseStreamingAsync(stream, "Where do lanterns go?", cancellationToken: limit))
        {
            arguments += update is StreamingResponseFunctionCallArgumentsDoneUpdate done ? done.FunctionArguments.ToString() : "";
        }

        answer.GetOutputText().ShouldBe(Own);
        arguments.ShouldBe(string.Concat(Expected(stream).Calls.Select(call => call.Input)));
        (await client.GetResponseAsync(answer.Id, cancellationToken: limit)).Value.GetOutputText().ShouldBe(Own);
    }

    private static TestGatewayOptions Options(string source, IEnumerable<string> models) => new()
    {
        Dialect = source == "responses" ? "openai-chat" : source,
        Models = [.. models],
        SourceLines = "    max_attempts: 1\n    circuit_breaker: false" + (source == "responses" ? "\n    operations: responses" : ""),
    };

    private static void Play(FakeUpstream upstream)
    {
        upstream.Play("loop", (request, attempt) =>
        {
            var body = request.BodyText;
            var (isAnswered, streams) = (
                body.Contains("sunny", StringComparison.Ordinal), request.Json!.Value.TryGetProperty("stream", out var stream) && stream.GetBoolean());
            var fixture = request.Path.EndsWith("/responses", StringComparison.Ordinal) ? isAnswered ? "responses-text" : "responses-stream"
                : streams ? isAnswered ? "chat-stream" : "tools-stream-split"
                : isAnswered ? "chat-normal" : "tools-single";
            return Behaviours.Fixture(fixture)(request, attempt);
        });
        upstream.Play("lamps", Behaviours.Saying("{\"lamps\":3}"));
    }

    private static string? Compare((string Client, string Source, string Scenario, string Expected) row, JsonObject seen)
    {
        if (row.Expected == "raises")
        {
            return seen["error"] is null ? $"{row.Client} {row.Source} {row.Scenario}: raised nothing, saw {seen.ToJsonString()}" : null;
        }

        var expected = row.Expected;
        if (row.Expected == row.Scenario.Split('=')[1])
        {
            var (text, calls) = Expected(row.Expected);
            expected = string.Join(' ', new[] { text }.Concat(calls.Select(call => $"{call.Id}:{call.Name} {call.Input}")).Where(part => part.Length > 0));
        }

        var told = seen["error"] is { } error ? (string)error! : Tell(seen);
        return told == expected ? null : $"{row.Client} {row.Source} {row.Scenario}: saw {told} instead of {expected}";
    }

    private static string Tell(JsonObject seen) => string.Join(
        ' ',
        new[] { (string?)seen["text"] ?? "" }.Concat(seen["calls"]!.AsArray().Select(call => $"{call![0]}:{call[1]} {call[2]}")).Where(part => part.Length > 0));

    private static (string Text, IReadOnlyList<(string Id, string Name, string Input)> Calls) Expected(string fixture)
    {
        var expect = FixtureFile.Load(fixture).Expect;
        return (
            expect.TryGetProperty("text", out var text) ? text.GetString() ?? "" : "",
            expect.TryGetProperty("calls", out var calls)
                ? [.. calls.EnumerateArray().Select(call => (call[0].GetString() ?? "", call[1].GetString()!, call[2].GetString()!))]
                : []);
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using NextModel.Testing.Upstream;

namespace NextModel.Clients.Tests;

/// <summary>What a fixture says a client should make of it, as far as that client shows it.</summary>
public static class Expectation
{
    // The stream helpers of the OpenAI library drop fields they do not know; its .NET sister has no name for them.
    private static readonly IReadOnlyList<string> ShowReasoning = ["openai6", "openai7", "ai", "langchain"];

    /// <summary>Fails where the observation contradicts the fixture's <c>expect</c>.</summary>
    public static void Check(Fixture fixture, Scenario scenario, string client, JsonObject seen)
    {
        if (scenario.Surface is "embeddings" or "abort")
        {
            return;
        }

        foreach (var member in fixture.Expect.EnumerateObject())
        {
            var expected = member.Value;
            switch (member.Name)
            {
                case "text" or "partial":
                    Text(seen, 0).ShouldBe(expected.GetString(), Observed.Text(seen));
                    break;
                case "texts":
                    Text(seen, 0).ShouldBe(expected[0].GetString(), Observed.Text(seen));
                    break;
                case "length":
                    Text(seen, 0).ShouldStartWith($"{expected.GetInt32()} characters");
                    break;
                case "reasoning" when ShowReasoning.Contains(client):
                    ((string?)seen["reasoning"]).ShouldBe(expected.GetString());
                    break;
                case "refusal" when client != "langchain":
                    ((string?)seen["refusal"]).ShouldBe(expected.GetString());
                    break;
                case "finish":
                    ((string?)seen["finish"]![0]).ShouldBe(expected.GetString());
                    break;
                case "calls":
                    CheckCalls(expected, seen["calls"]!.AsArray());
                    break;
                case "usage" when scenario.Usage && expected.ValueKind == JsonValueKind.Array:
                    ((int?)seen["usage"]!["input"]).ShouldBe(expected[0].GetInt32());
                    ((int?)seen["usage"]!["output"]).ShouldBe(expected[1].GetInt32());
                    break;
            }
        }
    }

    private static string Text(JsonObject seen, int choice) => (string)seen["texts"]![choice]!;

    private static void CheckCalls(JsonElement expected, JsonArray seen)
    {
        seen.Select(call => (string?)call!["id"]).ShouldBe(expected.EnumerateArray().Select(call => call[0].GetString()));
        seen.Select(call => (string?)call!["name"]).ShouldBe(expected.EnumerateArray().Select(call => call[1].GetString()));
        foreach (var (call, index) in expected.EnumerateArray().Select((call, index) => (call, index)))
        {
            var arguments = (string)seen[index]!["arguments"]!;
            arguments.ShouldBeOneOf(Spellings(call[2].GetString()!));
        }
    }

    // Clients that hand out values complete what was cut off, and read nothing as no arguments.
    private static string[] Spellings(string arguments) => [arguments, arguments.Length == 0 ? "{}" : arguments + "\"}"];
}

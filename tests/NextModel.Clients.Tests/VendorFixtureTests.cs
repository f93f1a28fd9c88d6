using System.Text.Json.Nodes;
using NextModel.Testing.Upstream;

namespace NextModel.Clients.Tests;

/// <summary>
/// The recorded manners of other dialects, read by their vendors' own libraries straight from the fake upstream: what these make of them is
/// what the vendor would have meant, and so what the gateway has to make of them.
/// </summary>
public sealed class VendorFixtureTests
{
    /// <summary>Fixture, how it is read, and what the vendor's library sees: text, reasoning, calls, end, tokens, error.</summary>
    public static TheoryData<string, string, string> Rows => new()
    {
        { "anthropic-normal", "anthropic-json", "Lanterns drift. [end_turn] 8/15" },
        { "anthropic-stream", "anthropic-stream", "(Thinking.) Lanterns drift. toolu_fx01:get_weather {\"city\":\"Oslo\",\"unit\":\"C\"} [tool_use] 8/15" },
        { "anthropic-529", "anthropic-json", "OverloadedError 529" },
        { "anthropic-mid-error", "anthropic-stream", "APIError APIError" },
        { "gemini-stream", "gemini-stream", "(Thinking.) Lanterns drift. :get_weather {\"city\":\"Oslo\"} [STOP] 12/5" },
        { "gemini-blocked", "gemini-json", "[SAFETY] 12/" },
        { "gemini-empty-stop", "gemini-json", "[STOP] 12/5" },
        { "gemini-429", "gemini-json", "ApiError 429" },
        { "bedrock-normal", "bedrock-json", "Lanterns drift. [end_turn] 8/5" },
        { "bedrock-stream", "bedrock-stream", "Lanterns drift. tooluse_fx01:get_weather {\"city\":\"Oslo\"} [tool_use] 8/15" },
        { "bedrock-stream-split", "bedrock-stream", "Lanterns drift. tooluse_fx01:get_weather {\"city\":\"Oslo\"} [tool_use] 8/15" },
        { "bedrock-mid-exception", "bedrock-stream", "ThrottlingException ThrottlingException" },
        { "bedrock-429", "bedrock-json", "ThrottlingException 429" },
    };

    [Fact]
    public async Task Fixtures_ReadByTheirVendors_SayWhatTheGatewayReads()
    {
        await using var upstream = await FakeUpstream.StartAsync();

        var lines = await NodeScript.RunAsync(["drive-vendors.mjs", upstream.Origin, .. Rows.Select(row => $"{row.Data.Item1}={row.Data.Item2}")]);

        var seen = lines.Select(line => JsonNode.Parse(line)!.AsObject()).ToDictionary(one => (string)one["fixture"]!, Tell);
        foreach (var row in Rows)
        {
            seen[row.Data.Item1].ShouldBe(row.Data.Item3, row.Data.Item1);
        }
    }

    private static string Tell(JsonObject seen)
    {
        if ((string?)seen["error"] is { } error)
        {
            return error;
        }

        var reasoning = (string)seen["reasoning"]!;
        var parts = new[]
        {
            reasoning.Length > 0 ? $"({reasoning})" : "",
            (string)seen["text"]!,
            string.Join(' ', seen["calls"]!.AsArray().Select(call => $"{call![0]}:{call[1]} {call[2]}")),
            $"[{seen["finish"]}]",
            $"{seen["usage"]![0]}/{seen["usage"]![1]}",
        };
        return string.Join(' ', parts.Where(part => part.Length > 0));
    }
}

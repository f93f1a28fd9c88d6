using NextModel.Testing.Upstream;

namespace NextModel.Clients.Tests;

/// <summary>The Agents SDK over several turns, by the Responses API and by chat: what it does with an answer is what it does with the source's own.</summary>
public sealed class AgentsClientTests
{
    /// <summary>What it is made to do, and what comes of it.</summary>
    private static readonly (string Scenario, string Seen, int Calls)[] Runs =
    [
        ("handoff=host", "Keeper: Lanterns drift.", 2),
        ("loop=weather", "Lanterns drift.", 2),
        ("turns=endless", "MaxTurnsExceededError", 2),
        ("guardedInput=host", "InputGuardrailTripwireTriggered", 0),
        ("guardedOutput=keeper", "OutputGuardrailTripwireTriggered", 1),
        ("events=weather", "tool_called tool_output Lanterns drift. message_output_created", 2),
    ];

    [Theory]
    [InlineData("agents", "responses")]
    [InlineData("agents", "openai-chat")]
    [InlineData("agents", "anthropic-messages")]
    [InlineData("agents-chat", "openai-chat")]
    [InlineData("agents-chat", "anthropic-messages")]
    public async Task Run_OfSeveralTurns_EndsAsTheModelSaid(string client, string source)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Play("host", (request, _) => (
            request.BodyText.Contains("\"name\":\"transfer_to_Keeper\",\"description\"", StringComparison.Ordinal) ? new SourceAnswer { Call = ("transfer_to_Keeper", "{}") } : Said).To(request));
        upstream.Play("keeper", (request, _) => Said.To(request));
        upstream.Play("weather", (request, _) => (request.BodyText.Contains("sunny", StringComparison.Ordinal) ? Said : Call).To(request));
        upstream.Play("endless", (request, _) => Call.To(request));
        await using var gateway = await ResponsesDriver.StartAsync(upstream, source, "host", "keeper", "weather", "endless");

        var seen = await ResponsesDriver.RunAsync(client, gateway.Origin, gateway.ApiKey, Runs.Select(run => run.Scenario));

        seen.Select(NodeScript.Told).ShouldBe(Runs.Select(run => run.Seen));
        upstream.Requests.Count.ShouldBe(Runs.Sum(run => run.Calls));
    }

    private static SourceAnswer Said { get; } = new() { Text = "Lanterns drift." };

    private static SourceAnswer Call { get; } = new() { Call = ("get_weather", "{\"city\":\"Oslo\",\"unit\":null}") };
}

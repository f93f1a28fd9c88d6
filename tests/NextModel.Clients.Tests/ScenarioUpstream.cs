using System.Text.Json;
using NextModel.Testing.Upstream;

namespace NextModel.Clients.Tests;

/// <summary>A source that knows the model of every scenario.</summary>
public static class ScenarioUpstream
{
    /// <summary>The model that answers with the error the scenario documents.</summary>
    public const string DocumentedError = "documented-error";

    /// <summary>Starts it; fixtures it finds by name, the rest is given here.</summary>
    public static async Task<FakeUpstream> StartAsync()
    {
        var upstream = await FakeUpstream.StartAsync();
        foreach (var scenario in ScenarioTable.All)
        {
            if (scenario.Error is { } error)
            {
                upstream.Play(scenario.Model(Column.Healthy), Behaviours.Always(ScriptedResponse.Json(Envelope(error), error.Status)));
            }
            else if (scenario.PaceMilliseconds is > 0 and var pace)
            {
                var behaviour = Behaviours.Fixture(scenario.Fixture).Delayed(TimeSpan.Zero, TimeSpan.FromMilliseconds(pace));
                upstream.Play(scenario.Model(Column.Fixture), behaviour);
            }
            else if (scenario.Fixture == "steady-3000")
            {
                upstream.Play(scenario.Model(Column.Fixture), Behaviours.Steady(3000, TimeSpan.Zero));
            }
            else if (scenario.Fixture == "steady-endless")
            {
                upstream.Play(scenario.Model(Column.Fixture), Behaviours.Steady(10_000, TimeSpan.FromMilliseconds(5)));
            }
        }

        return upstream;
    }

    private static string Envelope(DocumentedError error) =>
        JsonSerializer.Serialize(new { error = new { message = error.Message, type = "server_error", param = (string?)null, code = error.Code } });
}

using NextModel.Testing.Upstream;

namespace NextModel.Clients.Tests;

/// <summary>The standard itself: pointed straight at a healthy source, every client reads what the fixture says.</summary>
public sealed class DirectTests(ClientRuns runs)
{
    public static TheoryData<string, string> RowsOfAnswers() => ScenarioTable.Rows(scenario => scenario.Error is null);

    public static TheoryData<string, string> RowsOfErrors() => ScenarioTable.Rows(scenario => scenario.Error is not null);

    [Theory]
    [MemberData(nameof(RowsOfAnswers))]
    public async Task Direct_HealthySource_SeesWhatTheFixtureSays(string client, string id)
    {
        var scenario = ScenarioTable.Find(id);
        var healthy = scenario.Healthy ?? scenario.Fixture;

        var seen = (await runs.OfAsync(client, Column.Healthy)).Observations[id];

        (seen["error"] is not null).ShouldBe(healthy == "err-mid-stream-object-reset", Observed.Text(seen));
        if (FixtureFile.Find(healthy) is { } fixture)
        {
            Expectation.Check(fixture, scenario, client, seen);
        }
    }

    [Theory]
    [MemberData(nameof(RowsOfErrors))]
    public async Task Direct_DocumentedError_SeesStatusAndCode(string client, string id)
    {
        var documented = ScenarioTable.Find(id).Error!;

        var seen = (await runs.OfAsync(client, Column.Healthy)).Observations[id];

        ((int?)seen["error"]?["status"]).ShouldBe(documented.Status, Observed.Text(seen));
        ((string?)seen["error"]?["code"]).ShouldBe(documented.Code, Observed.Text(seen));
    }
}

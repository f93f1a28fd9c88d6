using System.Text.Json.Nodes;
using NextModel.Testing.Upstream;

namespace NextModel.Clients.Tests;

/// <summary>Through the gateway, whatever the source does, a client sees what it sees of a healthy source without gateway.</summary>
public sealed class ThroughGatewayTests(ClientRuns runs)
{
    public static TheoryData<string, string> Rows() => ScenarioTable.Rows(_ => true);

    public static TheoryData<string, string> RowsWithSameRequest() => ScenarioTable.Rows(scenario => scenario.SameRequest);

    public static TheoryData<string, string> RowsWithUpstreamCalls() => ScenarioTable.Rows(scenario => scenario.UpstreamCalls is not null);

    public static TheoryData<string, string> RowsThatLeave() => ScenarioTable.Rows(scenario => scenario.Surface == "abort");

    public static TheoryData<string> Clients() => [.. ScenarioTable.Clients.Where(client => !client.EndsWith("-helpers", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task ThroughGateway_WhateverTheSourceDoes_SeesTheHealthyAnswer(string client, string id)
    {
        var scenario = ScenarioTable.Find(id);
        var standard = (await runs.OfAsync(client, Column.Healthy)).Observations[id];

        var seen = (await runs.OfAsync(client, Column.Fixture)).Observations[id];

        Observed.IsTooLong(seen).ShouldBeFalse();
        Observed.Text(seen, scenario.Ignore).ShouldBe(Observed.Text(standard, scenario.Ignore));
        foreach (var hidden in scenario.Hides)
        {
            ((string?)seen["error"]?["message"]).ShouldNotBeNull().ShouldNotContain(hidden, Case.Insensitive);
        }

        if (scenario.ExpectUsage)
        {
            ((int?)seen["usage"]?["input"]).ShouldNotBeNull().ShouldBePositive();
            ((int?)seen["usage"]?["output"]).ShouldNotBeNull().ShouldBePositive();
        }
    }

    [Theory]
    [MemberData(nameof(RowsWithSameRequest))]
    public async Task ThroughGateway_AnyRequest_ReachesTheSourceAsSent(string client, string id)
    {
        var scenario = ScenarioTable.Find(id);
        var standard = (await runs.OfAsync(client, Column.Healthy)).RequestsOf(scenario.Model(Column.Healthy)).Select(WithoutModel);

        var received = (await runs.OfAsync(client, Column.Fixture)).RequestsOf(scenario.Model(Column.Fixture)).Select(WithoutModel);

        received.ShouldBe(standard);
    }

    [Theory]
    [MemberData(nameof(RowsWithUpstreamCalls))]
    public async Task ThroughGateway_SourceFailsFirst_IsCalledThatOften(string client, string id)
    {
        var scenario = ScenarioTable.Find(id);

        var calls = (await runs.OfAsync(client, Column.Fixture)).RequestsOf(scenario.Model(Column.Fixture));

        calls.Count.ShouldBe(scenario.UpstreamCalls!.Value);
    }

    [Theory]
    [MemberData(nameof(RowsThatLeave))]
    public async Task ThroughGateway_ClientLeaves_SourceIsLeftToo(string client, string id)
    {
        var run = await runs.OfAsync(client, Column.Fixture);

        var request = run.RequestsOf(ScenarioTable.Find(id).Model(Column.Fixture)).Single();

        await request.ClientGone.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        (await request.Answered).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task ThroughGateway_UnknownKey_IsRefused(string client)
    {
        var seen = await runs.RefusedAsync(client, "nm_sk_0000000000000000000000000000000000000000000_000000");

        ((int?)seen["error"]?["status"]).ShouldBe(401, Observed.Text(seen));
        ((string?)seen["error"]?["code"]).ShouldBe("invalid_api_key", Observed.Text(seen));
    }

    private static string WithoutModel(ReceivedRequest request)
    {
        var body = JsonNode.Parse(request.BodyText)!.AsObject();
        body.Remove("model");
        return Observed.Text(body);
    }
}

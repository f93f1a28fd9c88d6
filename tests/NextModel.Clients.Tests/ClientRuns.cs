using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using NextModel.Clients.Tests;
using NextModel.Testing.Upstream;

[assembly: AssemblyFixture(typeof(ClientRuns))]

namespace NextModel.Clients.Tests;

/// <summary>Runs each client once per column, all its scenarios in one go, when the first row asks for it.</summary>
public sealed class ClientRuns : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(string, Column), Lazy<Task<ClientRun>>> _runs = [];
    private readonly ConcurrentBag<IAsyncDisposable> _started = [];

    /// <summary>The run of a client in a column.</summary>
    public Task<ClientRun> OfAsync(string client, Column column) =>
        _runs.GetOrAdd((client, column), _ => new(() => column == Column.Healthy ? DirectAsync(client) : ThroughGatewayAsync(client))).Value;

    /// <summary>What a client sees that asks for the plainest scenario with another key.</summary>
    public async Task<JsonObject> RefusedAsync(string client, string apiKey)
    {
        var upstream = await StartUpstreamAsync();
        await using var gateway = await GatewayUnderTest.StartAsync(upstream);
        return (await RunAsync(client, gateway.BaseUrl, apiKey, Column.Fixture, "c1"))["c1"];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var started in _started)
        {
            await started.DisposeAsync();
        }
    }

    private static Task<IReadOnlyDictionary<string, JsonObject>> RunAsync(
        string client, string baseUrl, string apiKey, Column column, params string[] scenarios) => client == "dotnet"
            ? DotNetClient.RunAsync(baseUrl, apiKey, column, scenarios)
            : NodeClient.RunAsync(client, baseUrl, apiKey, column, scenarios);

    private async Task<ClientRun> DirectAsync(string client)
    {
        var upstream = await StartUpstreamAsync();
        var observations = await RunAsync(client, upstream.BaseUrl, "sk-none", Column.Healthy);
        return new ClientRun(observations, upstream.Requests);
    }

    private async Task<ClientRun> ThroughGatewayAsync(string client)
    {
        var upstream = await StartUpstreamAsync();
        var gateway = await GatewayUnderTest.StartAsync(upstream);
        _started.Add(gateway);
        var observations = await RunAsync(client, gateway.BaseUrl, gateway.ApiKey, Column.Fixture);
        return new ClientRun(observations, upstream.Requests);
    }

    private async Task<FakeUpstream> StartUpstreamAsync()
    {
        var upstream = await ScenarioUpstream.StartAsync();
        _started.Add(upstream);
        return upstream;
    }
}

using System.Text.Json;
using NextModel.Identity;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Reporting;

/// <summary>A gateway with a clock of its own and requests to report on; the set-up of tests about usage and exports.</summary>
internal sealed class ReportedGateway : IAsyncDisposable
{
    private readonly FakeUpstream _upstream;

    private ReportedGateway(FakeUpstream upstream, TestGateway gateway, ManualTime time)
    {
        _upstream = upstream;
        Gateway = gateway;
        Time = time;
    }

    public TestGateway Gateway { get; }

    public ManualTime Time { get; }

    public HttpClient Client => Gateway.Client;

    /// <summary>Starts one with the models <c>canary</c>, <c>echo</c> and <c>err-404-model</c>.</summary>
    /// <param name="time">Of the clock, 21 November 2026.</param>
    public static async Task<ReportedGateway> StartAsync(TimeOnly time)
    {
        var clock = new ManualTime(new DateTimeOffset(new DateOnly(2026, 11, 21), time, TimeSpan.Zero));
        var upstream = await FakeUpstream.StartAsync();
        return new ReportedGateway(upstream, await TestGateway.StartAsync(upstream, new TestGatewayOptions { Models = ["canary", "echo", "err-404-model"], Time = clock }), clock);
    }

    /// <summary>Asks and waits for the receipt.</summary>
    public async Task AskAsync(string content, string model = "canary")
    {
        using var response = await Gateway.ChatAsync($"{{\"model\":\"{model}\",\"messages\":[{{\"role\":\"user\",\"content\":\"{content}\"}}]}}");
        await response.Content.ReadAsByteArrayAsync();
        response.Headers.Contains("x-nextmodel-receipt-url").ShouldBeTrue();
    }

    /// <summary>The receipts of the key's project, newest first.</summary>
    public async Task<List<JsonElement>> ReceiptsAsync()
    {
        using var json = JsonDocument.Parse(await Client.GetByteArrayAsync("/v1/receipts?limit=200"));
        return [.. json.RootElement.GetProperty("data").EnumerateArray().Select(r => r.Clone())];
    }

    /// <summary>A client whose key may read all of the organization.</summary>
    public async Task<HttpClient> ManagementAsync()
    {
        var home = Gateway.Installation.Directory.FindOrganizationByName("default")!;
        var made = await Gateway.Installation.ManagementKeys.IssueAsync(
            Administrator.CommandLine, new ManagementKeyRequest(home.Id, null, "reader", AccessRole.Viewer), default);
        return Gateway.CreateClient(made.TryGet(out var key, out var refusal) ? key.RawKey : throw new InvalidOperationException(refusal.Message));
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }
}

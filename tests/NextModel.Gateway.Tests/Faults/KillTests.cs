using System.Text;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Faults;

/// <summary>
/// kill -9 of the real binary. Whatever the moment: every answer a caller has seen whole has its receipt, every log verifies, every
/// upstream answer is charged at most once, and whatever had been sent to a source is on a receipt after the next start.
/// </summary>
public sealed class KillTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private FakeUpstream _upstream = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        var options = new TestGatewayOptions { Upstream = _upstream, Models = ["canary", "paced"] };
        await File.WriteAllTextAsync(_directory.File("nextmodel.yaml"), options.Configuration());
        _upstream.Play("paced", Behaviours.Canary().Delayed(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(5)));
    }

    public async ValueTask DisposeAsync()
    {
        await _upstream.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Kill_AtRandomUnderLoad_LosesNoReceiptAndChargesNothingTwice()
    {
        var random = new Random(20261122);
        using var seen = new Transcript();
        for (var cycle = 0; cycle < 20; cycle++)
        {
            await using var gateway = await GatewayProcess.StartAsync(_directory.Path);
            using var stop = new CancellationTokenSource();
            var callers = Enumerable.Range(0, 8).Select(n => CallAsync(gateway, seen, cycle, n, stop.Token)).ToArray();
            await seen.WaitForAnotherAsync(random.Next(1, 40));
            await gateway.KillAsync();
            await stop.CancelAsync();
            await Task.WhenAll(callers);
        }

        (await FinalState.ReadAsync(_directory)).ShouldAccountFor(seen);
        seen.Whole.Count.ShouldBeGreaterThan(100);
    }

    [Theory]
    [InlineData("request received by the source", false, 0)]
    [InlineData("request received by the source", true, 0)]
    [InlineData("first text reached the caller", true, 2)]
    [InlineData("last event but one reached the caller", true, 5)]
    public async Task Kill_AtAPointOfThePath_LeavesAnInterruptedReceipt(string point, bool stream, int eventsFirst)
    {
        _upstream.Play("canary", Hanging(eventsFirst));
        await using (var gateway = await GatewayProcess.StartAsync(_directory.Path))
        {
            using var response = await StartAsync(gateway, stream, eventsFirst);
            await _upstream.WaitForRequestAsync();
            await gateway.KillAsync();
        }

        await using (var again = await GatewayProcess.StartAsync(_directory.Path))
        {
            await again.TerminateAsync();
        }

        var state = await FinalState.ReadAsync(_directory);
        state.ShouldVerify();
        state.Receipts.Count(r => r.Outcome == "interrupted").ShouldBe(1, point);
        state.Receipts.ShouldAllBe(r => r.Amount == 0);
    }

    [Fact]
    public async Task Kill_UnderAPolicy_InterruptedReceiptNamesPolicyVersionAndRule()
    {
        await File.WriteAllTextAsync(_directory.File("policy.yaml"), "policy: 1\nrules: [{ name: thrift, route: { targets: [canary] } }]\n");
        _upstream.Play("canary", Hanging(0));
        string id;
        await using (var gateway = await GatewayProcess.StartAsync(_directory.Path))
        {
            (await CommandProcess.RunAsync(_directory.Path, gateway.Origin, "policy", "set", "-f", "policy.yaml")).ExitCode.ShouldBe(0);
            id = (await CommandProcess.RunAsync(_directory.Path, gateway.Origin, "policy", "list")).Output.Split(' ')[0];
            await StartAsync(gateway, stream: true, eventsFirst: 0);
            await _upstream.WaitForRequestAsync();
            await gateway.KillAsync();
        }

        await using (var again = await GatewayProcess.StartAsync(_directory.Path))
        {
            await again.TerminateAsync();
        }

        var state = await FinalState.ReadAsync(_directory);
        state.ShouldVerify();
        var policy = state.Whole.Single(r => r.Root.GetProperty("outcome").GetString() == "interrupted").Root.GetProperty("policy");
        (policy.GetProperty("id").GetString(), policy.GetProperty("version").GetInt64()).ShouldBe((id, 1));
        (policy.GetProperty("rule").GetString(), policy.GetProperty("reason").GetString()).ShouldBe(("thrift", "priority: canary"));
    }

    [Fact]
    public async Task Terminate_UnderLoad_EndsWithCodeZeroAndEveryReceipt()
    {
        using var seen = new Transcript();
        await using var gateway = await GatewayProcess.StartAsync(_directory.Path);
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 8).Select(n => CallAsync(gateway, seen, 0, n, stop.Token)).ToArray();
        await seen.WaitForAnotherAsync(50);
        (await gateway.TerminateAsync()).ShouldBe(0);
        await stop.CancelAsync();
        await Task.WhenAll(callers);
        (await FinalState.ReadAsync(_directory)).ShouldAccountFor(seen);
    }

    // Longer than command-line libraries commonly leave a process that was told to stop.
    [Fact]
    public async Task Terminate_WhileAStreamGoesOn_LetsItEndFirst()
    {
        _upstream.Play("canary", Behaviours.Steady(8, TimeSpan.FromMilliseconds(500)));
        await using var gateway = await GatewayProcess.StartAsync(_directory.Path);
        using var response = await gateway.Client.SendAsync(Request("canary", "go on", stream: true), HttpCompletionOption.ResponseHeadersRead);
        var reading = response.Content.ReadAsStringAsync();
        (await gateway.TerminateAsync()).ShouldBe(0);
        var text = await reading;
        text.ShouldContain("\"content\":\"8 \"");
        text.ShouldEndWith("data: [DONE]\n\n");
        var state = await FinalState.ReadAsync(_directory);
        state.ShouldVerify();
        state.Receipts.Single().Outcome.ShouldBe("completed");
    }

    // Sends some events and then nothing, for as long as the connection lives.
    private static UpstreamBehaviour Hanging(int eventsFirst) => (request, attempt) =>
    {
        var whole = Behaviours.Canary()(request, attempt);
        return whole with { Writes = [.. whole.Writes.Take(eventsFirst)], End = ResponseEnd.Hang };
    };

    private static async Task<HttpResponseMessage?> StartAsync(GatewayProcess gateway, bool stream, int eventsFirst)
    {
        var sending = gateway.Client.SendAsync(Request("canary", "hang", stream), HttpCompletionOption.ResponseHeadersRead);
        if (eventsFirst == 0)
        {
            _ = sending.ContinueWith(static s => _ = s.Exception, TaskScheduler.Default);
            return null;
        }

        var response = await sending;
        var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        for (var events = 0; events < eventsFirst;)
        {
            events += (await reader.ReadLineAsync())!.StartsWith("data: ", StringComparison.Ordinal) ? 1 : 0;
        }

        return response;
    }

    private static HttpRequestMessage Request(string model, string content, bool stream) => new(HttpMethod.Post, "/v1/chat/completions")
    {
        Content = new StringContent(
            $"{{\"model\":\"{model}\",\"stream\":{(stream ? "true" : "false")},\"messages\":[{{\"role\":\"user\",\"content\":\"{content}\"}}]}}",
            Encoding.UTF8,
            "application/json"),
    };

    private static async Task CallAsync(GatewayProcess gateway, Transcript seen, int cycle, int caller, CancellationToken stop)
    {
        for (var n = 0; !stop.IsCancellationRequested; n++)
        {
            var stream = (n + caller) % 2 == 0;
            try
            {
                using var request = Request(n % 3 == 0 ? "paced" : "canary", $"{cycle}-{caller}-{n / 2}", stream);
                using var response = await gateway.Client.SendAsync(request, stop);
                var text = await response.Content.ReadAsStringAsync(stop);
                if (response.IsSuccessStatusCode && (!stream || text.EndsWith("data: [DONE]\n\n", StringComparison.Ordinal)))
                {
                    seen.Note(response.Headers.GetValues("x-request-id").Single());
                }
            }
            catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
            {
                return;
            }
        }
    }
}

using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using NextModel.Gateway.Tests.Faults;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Postgres;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Replicas;

/// <summary>Replicas of the real binary behind a real balancer are restarted one after another, as an upgrade does it.</summary>
public sealed class RollingRestartTests : IAsyncLifetime
{
    private readonly List<TemporaryDirectory> _directories = [new(), new(), new()];
    private readonly List<GatewayProcess> _replicas = [];
    private readonly string _database = PostgresCluster.Shared.CreateDatabase();
    private readonly ConcurrentQueue<string> _failures = [];
    private readonly Transcript _seen = new();
    private FakeUpstream _upstream = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();

        // So that at each signal many are in flight, and the streams of some have begun.
        _upstream.Play(Behaviours.Canary().Delayed(TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(40)));
        var options = new TestGatewayOptions { Upstream = _upstream, Models = ["canary"] };
        foreach (var directory in _directories)
        {
            await File.WriteAllTextAsync(directory.File("nextmodel.yaml"), options.Configuration());
            _replicas.Add(await GatewayProcess.StartAsync(directory.Path, Environment()));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in _replicas)
        {
            await replica.DisposeAsync();
        }

        await _upstream.DisposeAsync();
        PostgresCluster.Shared.Drop(_database);
        _directories.ForEach(directory => directory.Dispose());
        _seen.Dispose();
    }

    [Fact]
    public async Task Replicas_RestartedOneAfterAnotherUnderLoad_FailNoRequest()
    {
        using var balancer = new Balancer([.. _replicas.Select(replica => replica.Origin)]);
        await balancer.WaitUntilAllAreUpAsync();
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 16).Select(caller => CallAsync(balancer.Origin, caller, stop.Token)).ToArray();
        for (var place = 0; place < _replicas.Count; place++)
        {
            await _seen.WaitForAnotherAsync(30);
            var replica = _replicas[place];
            (await replica.TerminateAsync()).ShouldBe(0, await replica.OutputAsync());
            await replica.DisposeAsync();
            _replicas[place] = await GatewayProcess.StartAsync(_directories[place].Path, Environment(replica.Origin));
            await balancer.WaitUntilAllAreUpAsync();
        }

        await _seen.WaitForAnotherAsync(30);
        await stop.CancelAsync();
        await Task.WhenAll(callers);
        _failures.ShouldBeEmpty();
        (await FinalState.ReadAsync(_directories[0], _database)).ShouldAccountFor(_seen);
    }

    private Dictionary<string, string> Environment(string? origin = null)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["NEXTMODEL_DATABASE"] = _database,
            ["NEXTMODEL_MASTER_KEY"] = Convert.ToBase64String(Enumerable.Repeat((byte)7, 32).ToArray()),
            ["NEXTMODEL_SHUTDOWN_DELAY"] = "2s",
        };
        if (origin is not null)
        {
            environment["NEXTMODEL_URLS"] = origin;
        }

        return environment;
    }

    private async Task CallAsync(string origin, int caller, CancellationToken stop)
    {
        using var client = new HttpClient { BaseAddress = new Uri(origin), Timeout = TimeSpan.FromMinutes(1) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", GatewayProcess.Key);
        for (var number = 0; !stop.IsCancellationRequested; number++)
        {
            var stream = (number + caller) % 2 == 0;
            try
            {
                using var body = new StringContent(
                    $"{{\"model\":\"canary\",\"stream\":{(stream ? "true" : "false")},\"messages\":[{{\"role\":\"user\",\"content\":\"{caller} asks {number}\"}}]}}",
                    Encoding.UTF8,
                    "application/json");
                using var response = await client.PostAsync("/v1/chat/completions", body, CancellationToken.None);
                var text = await response.Content.ReadAsStringAsync(CancellationToken.None);
                if (!response.IsSuccessStatusCode || (stream && !text.EndsWith("data: [DONE]\n\n", StringComparison.Ordinal)))
                {
                    _failures.Enqueue($"{(int)response.StatusCode}: {text}");
                }

                _seen.Note(response.Headers.TryGetValues("x-request-id", out var ids) ? ids.Single() : "none");
            }
            catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
            {
                _failures.Enqueue(error.ToString());
                _seen.Note("none");
            }
        }
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using NextModel.Gateway.Tests.Faults;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Postgres;
using NextModel.Testing.Upstream;
using Npgsql;

namespace NextModel.Gateway.Tests.Replicas;

/// <summary>Three processes of the real binary on one PostgreSQL database, callers of several tenants, and somebody who kills. The first reaches the database over a link that can be cut.</summary>
internal sealed class ReplicasUnderFire : IAsyncDisposable
{
    private const string AdminKey = "admin-key-of-this-test";

    private readonly List<TemporaryDirectory> _directories = [new(), new(), new()];
    private readonly GatewayProcess?[] _replicas = new GatewayProcess?[3];
    private readonly string _database = PostgresCluster.Shared.CreateDatabase();
    private readonly FaultyLink _link = FaultyLink.To(PostgresCluster.Shared.Port);
    private readonly Random _random;
    private readonly HttpClient _client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 400 }) { Timeout = TimeSpan.FromSeconds(90) };
    private FakeUpstream _upstream = null!;

    public ReplicasUnderFire(int seed) => _random = new Random(seed);

    /// <summary>Answers that callers have seen whole.</summary>
    public Transcript Seen { get; } = new();

    /// <summary>Every token an answer held, and the tenants that were given it.</summary>
    public ConcurrentDictionary<string, ConcurrentDictionary<int, bool>> Tokens { get; } = new(StringComparer.Ordinal);

    /// <summary>A raw key of each tenant.</summary>
    public List<string> Keys { get; } = [GatewayProcess.Key];

    /// <summary>Between the first replica and the database.</summary>
    public FaultyLink Link => _link;

    /// <summary>The database, as those reach it that are not cut off.</summary>
    public string Database => _database;

    private Dictionary<string, string> EnvironmentOf(int replica) => new(StringComparer.Ordinal)
    {
        ["NEXTMODEL_DATABASE"] = replica == 0 ? OverTheLink() : _database,
        ["NEXTMODEL_MASTER_KEY"] = Convert.ToBase64String(Enumerable.Repeat((byte)7, 32).ToArray()),
        ["NEXTMODEL_ADMIN_KEY"] = AdminKey,
    };

    public async Task StartAsync(int tenants)
    {
        _upstream = await FakeUpstream.StartAsync();

        // So that at each kill many are in flight, and that callers leave the machine to the replicas.
        _upstream.Play(Behaviours.Canary().Delayed(TimeSpan.FromSeconds(1)));
        var options = new TestGatewayOptions { Upstream = _upstream, Models = ["canary"], Price = "{ currency: USD, input: 0, output: 0.60 }" };
        for (var replica = 0; replica < 3; replica++)
        {
            await File.WriteAllTextAsync(_directories[replica].File("nextmodel.yaml"), options.Configuration());
            await StartReplicaAsync(replica);
        }

        for (var tenant = 1; tenant < tenants; tenant++)
        {
            var create = await CommandProcess.RunAsync(
                _directories[0].Path, _replicas[0]!.Origin, "keys", "create", "--organization", $"tenant-{tenant}", "--project", "main", "--name", "ci", "--create");
            create.ExitCode.ShouldBe(0, create.Errors);
            Keys.Add(create.LastLine.Trim());
        }
    }

    /// <summary>A client of the admin API of a replica that runs.</summary>
    public HttpClient Admin(int replica)
    {
        var client = new HttpClient { BaseAddress = new Uri(_replicas[replica]!.Origin) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminKey);
        client.DefaultRequestHeaders.IfMatch.Add(EntityTagHeaderValue.Any);
        return client;
    }

    /// <summary>Callers ask whichever replica they come to, until enough were killed at random; then all of them end.</summary>
    /// <param name="callers">At one time.</param>
    /// <param name="kills">kill -9, each after some answers; the replica is started again at once.</param>
    public Task RunAsync(int callers, int kills) => RunAsync(callers, async () =>
    {
        for (var kill = 0; kill < kills; kill++)
        {
            await Seen.WaitForAnotherAsync(_random.Next(100, 400));
            var replica = _random.Next(3);
            await _replicas[replica]!.KillAsync();
            await StartReplicaAsync(replica);
        }
    });

    /// <summary>Callers ask whichever replica they come to, while something is done to those; then all callers end.</summary>
    public async Task RunAsync(int callers, Func<Task> disturb)
    {
        using var stop = new CancellationTokenSource();
        var calling = Enumerable.Range(0, callers).Select(caller => CallAsync(caller, stop.Token)).ToArray();
        await disturb();
        await Seen.WaitForAnotherAsync(50);
        await stop.CancelAsync();
        await Task.WhenAll(calling);
    }

    /// <summary>Asks one replica once with a key.</summary>
    public Task<(HttpStatusCode Status, string Body, string? RequestId)> AskAsync(int replica, string key, string text, bool stream = false) =>
        AskAsync(_replicas[replica]?.Origin ?? throw new HttpRequestException("it is starting"), key, text, stream, CancellationToken.None);

    /// <summary>What a replica says at a path that needs no key.</summary>
    public async Task<HttpStatusCode> LookAsync(int replica, string path)
    {
        using var response = await _client.GetAsync(new Uri(_replicas[replica]!.Origin + path));
        return response.StatusCode;
    }

    /// <summary>The exit code of a replica that ends by itself, and what it wrote; then it is started again.</summary>
    public async Task<(int ExitCode, string Output)> WaitForExitAsync(int replica)
    {
        var (exitCode, output) = (await _replicas[replica]!.WaitForExitAsync(), await _replicas[replica]!.OutputAsync());
        await StartReplicaAsync(replica);
        return (exitCode, output);
    }

    /// <summary>Kills all, lets the time pass after which the others take a replica for dead, and has one write what is to be written.</summary>
    public async Task EndAsync()
    {
        foreach (var replica in _replicas)
        {
            await replica!.KillAsync();
        }

        PostgresCluster.Shared.Execute("UPDATE replicas SET seen_at = seen_at - interval '2 minutes' WHERE ended_at IS NULL", _database);
        await StartReplicaAsync(0);
    }

    /// <summary>The whole ledger, read beside the replica that is left.</summary>
    public Task<FinalState> ReadAsync() => FinalState.ReadAsync(_directories[0], _database);

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in _replicas)
        {
            if (replica is not null)
            {
                await replica.DisposeAsync();
            }
        }

        _client.Dispose();
        Seen.Dispose();
        await _upstream.DisposeAsync();
        await _link.DisposeAsync();
        PostgresCluster.Shared.Drop(_database);
        _directories.ForEach(directory => directory.Dispose());
    }

    // With the timeouts that a replica has of itself, where tests are more patient.
    private string OverTheLink()
    {
        var settings = new NpgsqlConnectionStringBuilder(_database) { Port = _link.Port };
        settings.Remove("Timeout");
        settings.Remove("Command Timeout");
        return settings.ConnectionString;
    }

    private async Task StartReplicaAsync(int replica)
    {
        _replicas[replica] = null;
        _replicas[replica] = await GatewayProcess.StartAsync(_directories[replica].Path, EnvironmentOf(replica));
    }

    // A quarter are questions that every tenant asks, and that the cache knows: what crossed from one to another would show by its token.
    private async Task CallAsync(int caller, CancellationToken stop)
    {
        var random = new Random(caller);
        var tenant = caller % Keys.Count;
        for (var number = 0; !stop.IsCancellationRequested; number++)
        {
            var stream = random.Next(2) == 0;
            try
            {
                if (_replicas[random.Next(3)] is not { } replica)
                {
                    await Task.Yield();
                    continue;
                }

                var (status, body, id) = await AskAsync(replica.Origin, Keys[tenant], random.Next(4) == 0 ? $"question {random.Next(40)}" : $"{caller} asks {number}", stream, stop);
                if (status == HttpStatusCode.OK && (!stream || body.EndsWith("data: [DONE]\n\n", StringComparison.Ordinal)))
                {
                    foreach (System.Text.RegularExpressions.Match token in System.Text.RegularExpressions.Regex.Matches(body, "[0-9a-f]{32}(?=\")"))
                    {
                        Tokens.GetOrAdd(token.Value, _ => new ConcurrentDictionary<int, bool>())[tenant] = true;
                    }

                    Seen.Note(id!);
                }
                else
                {
                    // A caller whose budget is used up asks no faster than the others.
                    await Task.Delay(TimeSpan.FromSeconds(1), stop);
                }
            }
            catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException)
            {
                // Killed: the caller asks another one.
                await Task.Yield();
            }
        }
    }

    private async Task<(HttpStatusCode Status, string Body, string? RequestId)> AskAsync(string origin, string key, string text, bool stream, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, origin + "/v1/chat/completions")
        {
            Content = new StringContent(
                $"{{\"model\":\"canary\",\"max_tokens\":4,\"stream\":{(stream ? "true" : "false")},\"messages\":[{{\"role\":\"user\",\"content\":\"{text}\"}}]}}",
                Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await _client.SendAsync(request, cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        return (response.StatusCode, body, response.Headers.TryGetValues("x-request-id", out var ids) ? ids.Single() : null);
    }
}

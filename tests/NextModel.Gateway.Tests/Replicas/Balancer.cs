using System.Diagnostics;
using NextModel.Testing;
using NextModel.Testing.Gateway;

namespace NextModel.Gateway.Tests.Replicas;

/// <summary>HAProxy in front of replicas, with the health check of the guide and without repeating any request that a replica has begun to read.</summary>
internal sealed class Balancer : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly HttpClient _client = new();
    private readonly Process _process;
    private readonly string _statistics;
    private readonly int _servers;

    public Balancer(IReadOnlyList<string> origins)
    {
        _servers = origins.Count;
        Origin = $"http://127.0.0.1:{GatewayProcess.FreePort()}";
        _statistics = $"http://127.0.0.1:{GatewayProcess.FreePort()}/";
        File.WriteAllText(_directory.File("haproxy.cfg"), $"""
            defaults
              mode http
              timeout connect 5s
              timeout client 60s
              timeout server 60s
              timeout check 5s
            listen statistics
              bind {new Uri(_statistics).Authority}
              stats enable
              stats uri /
            frontend callers
              bind {new Uri(Origin).Authority}
              default_backend nextmodel
            backend nextmodel
              option httpchk GET /health/ready
              default-server check inter 100ms fall 1 rise 1
            {string.Join('\n', origins.Select((origin, place) => $"  server replica{place} {new Uri(origin).Authority}"))}

            """);
        _process = Process.Start("haproxy", ["-f", _directory.File("haproxy.cfg"), "-db", "-q"]);
    }

    public string Origin { get; }

    /// <summary>Waits until it sends to all of them.</summary>
    public async Task WaitUntilAllAreUpAsync()
    {
        for (var patience = Stopwatch.StartNew(); await CountUpAsync() < _servers;)
        {
            patience.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(1), "a replica stays down for the balancer");

            // It tells nobody; asking again is the only way to hear of it.
            await Task.Delay(20);
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _client.Dispose();
        _directory.Dispose();
    }

    private async Task<int> CountUpAsync()
    {
        try
        {
            var lines = await _client.GetStringAsync(_statistics + ";csv");
            return lines.Split('\n').Count(line => line.StartsWith("nextmodel,replica", StringComparison.Ordinal) && line.Split(',')[17] == "UP");
        }
        catch (HttpRequestException) when (!_process.HasExited)
        {
            return 0;
        }
    }
}

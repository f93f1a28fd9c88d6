using BenchmarkDotNet.Attributes;
using NextModel.Gateway.Admin;
using NextModel.Identity;
using NextModel.Testing.Gateway;

namespace NextModel.Benchmarks.Gateway;

/// <summary>
/// A request that its key's rate limit refuses, through the whole pipeline and without HTTP: less than 20 µs of processor time. Nothing in it
/// waits, so that time and processor time are the same.
/// </summary>
[MemoryDiagnoser]
public class DenialBenchmark : IDisposable
{
    private readonly RefusedExchange _exchange = new();
    private TestGateway _gateway = null!;

    // The runner does not wait for an asynchronous one.
    [GlobalSetup]
    public void Setup() => SetupAsync().GetAwaiter().GetResult();

    [GlobalCleanup]
    public void Dispose()
    {
        _gateway.DisposeAsync().AsTask().GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    [AllocationBudget(640)]
    public void Denied()
    {
        var running = _gateway.Installation.Pipeline.RunAsync(_exchange);
        if (!running.IsCompletedSuccessfully)
        {
            throw new InvalidOperationException("A denial waited for something.");
        }

        _exchange.ShouldBeRefusedBy("rate_limit_exceeded");
    }

    private async Task SetupAsync()
    {
        _gateway = await TestGateway.StartAsync(new TestGatewayOptions());
        var operations = _gateway.Installation.Operations;
        var key = _gateway.Installation.Directory.Callers.Single(c => _gateway.ApiKey.StartsWith(c.Key.Prefix, StringComparison.Ordinal));
        if (!(await operations.RateLimits.SetAsync(Administrator.CommandLine, key.Key.Id, null, new RateLimitsBody(1, null, null), default)).TryGet(out _, out var refusal))
        {
            throw new InvalidOperationException(refusal.Message);
        }

        using var first = await _gateway.ChatAsync("{\"model\":\"sandbox-echo\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}");
        first.EnsureSuccessStatusCode();
        _exchange.Authorization = "Bearer " + _gateway.ApiKey;
    }
}

using BenchmarkDotNet.Attributes;
using NextModel.Gateway.Admin;
using NextModel.Identity;

namespace NextModel.Benchmarks.Gateway;

/// <summary>
/// What budgets at four levels with thresholds, and rate limits of key and project, add to a request through the whole gateway: the same request
/// with and without them, in one run. Compare the ratios; the process is one, so is what disturbs it.
/// </summary>
[MemoryDiagnoser]
public class GovernanceBenchmark : IDisposable
{
    private BenchmarkedGateway _free = null!;
    private BenchmarkedGateway _governed = null!;
    private byte[] _request = [];
    private byte[] _governedRequest = [];
    private byte[] _denied = [];
    private long _number;

    // The runner does not wait for an asynchronous one.
    [GlobalSetup]
    public void Setup() => SetupAsync().GetAwaiter().GetResult();

    [GlobalCleanup]
    public void Dispose()
    {
        _free.Dispose();
        _governed.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true)]
    public void Fresh() => _free.Exchange(_request, ++_number, "HTTP/1.1 200"u8, "\nx-nextmodel-serve-mode: fresh"u8);

    [Benchmark]
    public void FreshGoverned() => _governed.Exchange(_governedRequest, ++_number, "HTTP/1.1 200"u8, "\nx-nextmodel-serve-mode: fresh"u8);

    /// <summary>Refused with 429 before its body is read; once a minute one is let in.</summary>
    [Benchmark]
    public void Denied() => _governed.Exchange(_denied, ++_number, "HTTP/1.1 "u8, "\nx-ratelimit-limit-requests: 1\r"u8);

    private async Task SetupAsync()
    {
        _free = await BenchmarkedGateway.StartAsync();
        _governed = await BenchmarkedGateway.StartAsync();
        _request = _free.Request("");
        _governedRequest = _governed.Request("");
        var operations = _governed.Gateway.Installation.Operations;
        var key = _governed.Gateway.Installation.Directory.Callers.Single(c => _governed.Gateway.ApiKey.StartsWith(c.Key.Prefix, StringComparison.Ordinal));
        foreach (var (scope, id) in new[] { ("organization", null), ("team", key.Team.Id), ("project", key.Project.Id), ("key", key.Key.Id) })
        {
            Must(await operations.Budgets.CreateAsync(
                Administrator.CommandLine,
                new BudgetRequest { Scope = scope, ScopeId = id, Limit = 1_000_000m, Window = "month", TimeZone = "Europe/London", Thresholds = [50, 80, 100] },
                default));
        }

        foreach (var id in new[] { key.Key.Id, key.Project.Id })
        {
            Must(await operations.RateLimits.SetAsync(Administrator.CommandLine, id, null, new RateLimitsBody(1_000_000_000, 1_000_000_000, 1_000), default));
        }

        var limited = await operations.CreateKeyAsync(new CreateKeyRequest { Project = "default", Name = "limited" }, default);
        var made = Must(limited);
        _denied = _governed.Request("", made.RawKey);
        Must(await operations.RateLimits.SetAsync(Administrator.CommandLine, made.Id, null, new RateLimitsBody(1, null, null), default));
        _governed.Exchange(_denied, ++_number, "HTTP/1.1 200"u8, "\nx-nextmodel-serve-mode: fresh"u8);
    }

    private static T Must<T>(Errors.Result<T> result)
        where T : class => result.TryGet(out var value, out var refusal) ? value : throw new InvalidOperationException(refusal.Message);
}

using BenchmarkDotNet.Attributes;
using NextModel.Gateway.Admin;
using NextModel.Gateway.Declaring;
using NextModel.Identity;
using NextModel.Load.Comparison;

namespace NextModel.Benchmarks.Gateway;

/// <summary>
/// What policies and budgets at four levels, rate limits of key and project, and credit add to a request through the whole gateway: the same
/// request with and without them, in one run. Time is mostly waiting here; the processor time is measured by <c>./bench --governed</c>.
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
        var key = _governed.Gateway.Installation.Directory.Callers.Single(c => _governed.Gateway.ApiKey.StartsWith(c.Key.Prefix, StringComparison.Ordinal)).Key;
        Must(await operations.Declarations.ApplyAsync(
            Administrator.CommandLine, new ApplyRequest { File = GovernedOrganization.Write([key.Name], "canned") }, default));
        Must(await _governed.Gateway.Installation.CreditOperations.PostAsync(
            Administrator.CommandLine, "default", new CreditRequest { Kind = "top_up", Amount = 1_000_000m, ExternalId = "bench" }, default));
        var limited = await operations.CreateKeyAsync(new CreateKeyRequest { Project = "default", Name = "limited" }, default);
        var made = Must(limited);
        _denied = _governed.Request("", made.RawKey);
        Must(await operations.RateLimits.SetAsync(Administrator.CommandLine, made.Id, null, new RateLimitsBody(1, null, null), default));
        _governed.Exchange(_denied, ++_number, "HTTP/1.1 200"u8, "\nx-nextmodel-serve-mode: fresh"u8);
    }

    private static T Must<T>(Errors.Result<T> result)
        where T : class => result.TryGet(out var value, out var refusal) ? value : throw new InvalidOperationException(refusal.Message);
}

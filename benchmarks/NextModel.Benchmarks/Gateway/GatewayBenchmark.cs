using BenchmarkDotNet.Attributes;

namespace NextModel.Benchmarks.Gateway;

/// <summary>
/// One small request after another through the whole gateway: server, cache, source, receipt on disk. Time is latency here and mostly waiting;
/// what is allocated is the gateway's, for client and source allocate nothing. The cost under load is measured by <c>./bench --load</c>.
/// </summary>
[MemoryDiagnoser]
public class GatewayBenchmark : IDisposable
{
    private BenchmarkedGateway _gateway = null!;
    private byte[] _json = [];
    private byte[] _stream = [];
    private long _number;

    // The runner does not wait for an asynchronous one.
    [GlobalSetup]
    public void Setup()
    {
        _gateway = BenchmarkedGateway.StartAsync().GetAwaiter().GetResult();
        _json = _gateway.Request("");
        _stream = _gateway.Request("\"stream\":true,\"stream_options\":{\"include_usage\":true},");
        Hit();
        HitStreamed();
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _gateway.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    [AllocationBudget(4096)]
    public void Fresh() => Exchange(_json, ++_number, "\nx-nextmodel-serve-mode: fresh"u8);

    [Benchmark]
    public void FreshStreamed() => Exchange(_stream, ++_number, "\nx-nextmodel-serve-mode: fresh"u8);

    [Benchmark]
    [AllocationBudget(1024)]
    public void Hit() => Exchange(_json, 0, "\nx-nextmodel-serve-mode: "u8);

    [Benchmark]
    [AllocationBudget(1024)]
    public void HitStreamed() => Exchange(_stream, 0, "\nx-nextmodel-serve-mode: "u8);

    private void Exchange(byte[] request, long number, ReadOnlySpan<byte> expected) => _gateway.Exchange(request, number, "HTTP/1.1 200"u8, expected);
}

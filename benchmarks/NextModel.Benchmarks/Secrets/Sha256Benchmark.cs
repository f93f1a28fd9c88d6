using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using NextModel.Secrets;

namespace NextModel.Benchmarks.Secrets;

/// <summary>Hashes as a request takes them: of two digests, of a short body, of a receipt; and one HMAC of a digest.</summary>
[MemoryDiagnoser]
public class Sha256Benchmark
{
    private readonly byte[] _text = RandomNumberGenerator.GetBytes(2200);
    private readonly byte[] _hash = new byte[Sha256.Size];
    private readonly KeyedHash _keyed = new(new byte[32]);

    [Params(64, 400, 2200)]
    public int Length { get; set; }

    [Benchmark(Baseline = true)]
    public void Runtime() => SHA256.HashData(_text.AsSpan(0, Length), _hash);

    [Benchmark]
    public void Direct() => Sha256.Hash(_text.AsSpan(0, Length), _hash);

    [Benchmark]
    public void RuntimeKeyed() => _keyed.ComputeByOther(_text.AsSpan(0, 32), _hash);

    [Benchmark]
    public void DirectKeyed() => _keyed.Compute(_text.AsSpan(0, 32), _hash);
}

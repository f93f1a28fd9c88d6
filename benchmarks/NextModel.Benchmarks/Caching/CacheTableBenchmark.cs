using System.Collections.Concurrent;
using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using NextModel.Caching;

namespace NextModel.Benchmarks.Caching;

/// <summary>A table that grows to a million keys, and a look into it. Time and allocation are per key.</summary>
[MemoryDiagnoser]
public class CacheTableBenchmark
{
    private const int Keys = 1_000_000;
    private readonly CacheKey[] _keys = [.. Enumerable.Range(0, Keys).Select(_ => new CacheKey(Digest.FromBytes(RandomNumberGenerator.GetBytes(Digest.Size))))];
    private readonly CacheTable<object> _full = new();

    [GlobalSetup]
    public void Setup()
    {
        foreach (var key in _keys)
        {
            _full.Set(key, _keys);
        }
    }

    [Benchmark(OperationsPerInvoke = Keys, Baseline = true)]
    public int GrowConcurrentDictionary()
    {
        var table = new ConcurrentDictionary<CacheKey, object>();
        foreach (var key in _keys)
        {
            table[key] = _keys;
        }

        return table.Count;
    }

    [Benchmark(OperationsPerInvoke = Keys)]
    public int Grow()
    {
        var table = new CacheTable<object>();
        foreach (var key in _keys)
        {
            table.Set(key, _keys);
        }

        return table.Count;
    }

    [Benchmark(OperationsPerInvoke = Keys)]
    public int Find()
    {
        var found = 0;
        foreach (var key in _keys)
        {
            found += _full.Find(key) is null ? 0 : 1;
        }

        return found;
    }
}

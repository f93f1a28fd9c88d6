using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using NextModel.Caching;
using NextModel.Metering;
using NextModel.Secrets;
using NextModel.Storage.Sqlite.Cache;
using NextModel.Telemetry;

namespace NextModel.Benchmarks.Caching;

/// <summary>Entries of 1.5 KB go to a new cache.db in batches of 512, checkpoints included. Time and allocation are per entry.</summary>
[MemoryDiagnoser]
public class CacheWriteBenchmark : IDisposable
{
    private const int Batch = 512;
    private const int Batches = 32;
    private const string Organization = "org_0193c1f20b7d7c3a9e5f4d2c1b0a9f8e";

    private readonly GatewayMetrics _metrics = new();
    private readonly DataKeyRing _keys = new();
    private readonly CacheWrite[][] _batches = new CacheWrite[Batches][];
    private string _directory = "";
    private SqliteCacheStore _store = null!;

    /// <summary>False: nothing has to go. True: past the eighth batch every entry pushes out the oldest one.</summary>
    [Params(false, true)]
    public bool AtTheLimit { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _directory = Directory.CreateTempSubdirectory("nextmodel-bench-").FullName;
        _keys.Add(Organization, new DataKey(RandomNumberGenerator.GetBytes(MasterKey.Size)));
        for (var batch = 0; batch < Batches; batch++)
        {
            var entries = Enumerable.Range(batch * Batch, Batch).Select(Entry).ToArray();
            var limit = AtTheLimit ? 8 * entries.Sum(entry => entry.Size) : long.MaxValue;
            _batches[batch] = [.. entries.Select(entry => new CacheWrite(entry, limit))];
        }
    }

    [IterationSetup]
    public void OpenNew() => _store = new SqliteCacheStore(
        Path.Combine(_directory, $"{Guid.CreateVersion7():N}.db"), new CacheSeal(_keys), _metrics, NullLogger<SqliteCacheStore>.Instance);

    [IterationCleanup]
    public void Close()
    {
        _store.Dispose();
        foreach (var file in Directory.GetFiles(_directory))
        {
            File.Delete(file);
        }
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _metrics.Dispose();
        Directory.Delete(_directory, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Benchmark(OperationsPerInvoke = Batch * Batches)]
    public void Write()
    {
        foreach (var batch in _batches)
        {
            _store.WriteAsync(batch, CancellationToken.None).AsTask().Wait();
        }
    }

    private static CacheEntry Entry(int number)
    {
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMilliseconds(number);
        var answer = RandomNumberGenerator.GetBytes(900);
        return new CacheEntry
        {
            Key = new CacheKey(Digest.Of(Encoding.UTF8.GetBytes($"key {number}"))),
            Organization = Organization,
            Project = "proj_0193c1f20b7d7c3a9e5f4d2c1b0a9f8e",
            Scope = RandomNumberGenerator.GetBytes(250),
            Body = RandomNumberGenerator.GetBytes(350),
            Answer = answer,
            AnswerDigest = Digest.Of(answer),
            Usage = new Usage(UsageSource.Provider, 100, 0, 0, 200, 0),
            ReceiptId = $"rcpt_{number:x32}",
            CreatedAt = start,
            ExpiresAt = start.AddHours(24),
        };
    }
}

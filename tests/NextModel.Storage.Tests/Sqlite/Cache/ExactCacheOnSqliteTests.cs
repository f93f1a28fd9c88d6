using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using NextModel.Caching;
using NextModel.Catalog;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Metering;
using NextModel.Storage.Sqlite.Cache;
using NextModel.Storage.Tests.Conformance;
using NextModel.Telemetry;
using NextModel.Testing;

namespace NextModel.Storage.Tests.Sqlite.Cache;

/// <summary>The exact cache over its real file: what survives, what is written when, and what never is.</summary>
public sealed class ExactCacheOnSqliteTests : IDisposable
{
    private static readonly Source Source = new() { Id = "s", Dialect = Dialect.OpenAIChat, BaseUrl = new Uri("http://127.0.0.1/v1") };

    private readonly TemporaryDirectory _place = new();
    private readonly ManualTime _time = new();
    private readonly GatewayMetrics _metrics = new();
    private SqliteCacheStore _store;
    private ExactCache _cache;

    public ExactCacheOnSqliteTests() => (_store, _cache) = Open();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LookUp_AfterARestart_HitsFromTheFileAndThenFromMemory()
    {
        await StoreAsync("Hi");
        await _cache.FlushAsync(Token);
        Restart();
        _time.Advance(TimeSpan.FromMinutes(3));
        var hit = await LookUpAsync("Hi");
        hit.Entry.ShouldNotBeNull().Answer.ShouldBe("answer to Hi"u8.ToArray());
        hit.Age.ShouldBe(TimeSpan.FromMinutes(3));
        _cache.MemoryEntries.ShouldBe(1);
        (await LookUpAsync("Hi")).Entry.ShouldBeSameAs(hit.Entry);
        (await LookUpAsync("Ho")).ShouldBe(CacheLookup.Miss);
    }

    [Fact]
    public async Task LookUp_ExpiredWhileStopped_Misses()
    {
        await StoreAsync("Hi");
        await _cache.FlushAsync(Token);
        _time.Advance(TimeSpan.FromHours(24));
        Restart();
        (await LookUpAsync("Hi")).ShouldBe(CacheLookup.Miss);
    }

    [Fact]
    public async Task LookUp_StoredByAClockThatWasAhead_Misses()
    {
        await StoreAsync("Hi");
        await _cache.FlushAsync(Token);
        Restart(new ManualTime(_time.GetUtcNow().AddDays(-2)));
        (await LookUpAsync("Hi")).ShouldBe(CacheLookup.Miss);
    }

    [Fact]
    public async Task Store_EvictedBeforeItsTurn_IsNeverWritten()
    {
        var project = ProjectCache.Default with { MaxTotalBytes = 2_000 };
        foreach (var question in (string[])["1", "2", "3", "4", "5"])
        {
            await StoreAsync(question, project);
        }

        var kept = _cache.MemoryEntries;
        kept.ShouldBeInRange(1, 4);
        await _cache.FlushAsync(Token);
        _store.Count.ShouldBe(kept);
    }

    [Fact]
    public async Task Store_PurgedBeforeItsTurn_IsNeverWritten()
    {
        await StoreAsync("Hi");
        (await _cache.PurgeProjectAsync("org_1", "proj_1", Token)).ShouldBe(1);
        await _cache.FlushAsync(Token);
        _store.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Purge_WrittenEntries_AreGoneForGood()
    {
        await StoreAsync("Hi");
        await StoreAsync("Ho");
        await _cache.FlushAsync(Token);
        (await _cache.PurgeReceiptAsync("org_1", "proj_1", "rcpt_Hi", Token)).ShouldBe(1);
        Restart();
        (await LookUpAsync("Hi")).ShouldBe(CacheLookup.Miss);
        (await LookUpAsync("Ho")).Entry.ShouldNotBeNull();
        (await _cache.PurgeProjectAsync("org_1", "proj_1", Token)).ShouldBe(1);
        (await LookUpAsync("Ho")).ShouldBe(CacheLookup.Miss);
        _store.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Run_ManyBytesWaiting_ArePacedByTheRate()
    {
        Restart(writeRate: 1_000);
        using var stop = new CancellationTokenSource();
        for (var i = 0; i < 260; i++)
        {
            await StoreAsync($"question {i}");
        }

        // The sweep sleeps, and what writes.
        var running = _cache.RunAsync(stop.Token);
        await _time.WaitForTimersAsync(2, Token);
        _store.Count.ShouldBe(128);
        _time.Advance(TimeSpan.FromSeconds(60));
        _store.Count.ShouldBe(128);
        _time.Advance(TimeSpan.FromSeconds(100));
        await _time.WaitForTimersAsync(2, Token);
        _store.Count.ShouldBe(256);
        await stop.CancelAsync();
        await running;
        await _cache.FlushAsync(Token);
        _store.Count.ShouldBe(260);
    }

    [Fact]
    public async Task Store_ToASharedStore_IsThereForAnotherReplicaWhenItReturns()
    {
        var shared = new SharedStore(_store);
        using var one = new ExactCache(_time, shared, _metrics, NullLogger<ExactCache>.Instance);
        using var other = new ExactCache(_time, shared, _metrics, NullLogger<ExactCache>.Instance);
        var identity = Identity("Hi");
        await one.StoreAsync(identity, ProjectCache.Default, "answer"u8.ToArray(), Usage.None, "rcpt_1", Token);
        (await other.LookUpAsync(identity, ProjectCache.Default, null, Token)).Entry.ShouldNotBeNull().Answer.ShouldBe("answer"u8.ToArray());
    }

    [Fact]
    public async Task LookUp_TamperedEntry_MissesAndGoesFromBoth()
    {
        await StoreAsync("Hi");
        await _cache.FlushAsync(Token);
        MemoryMarshal.AsMemory((await LookUpAsync("Hi")).Entry!.Answer).Span[0] ^= 1;
        (await LookUpAsync("Hi")).ShouldBe(CacheLookup.Miss);
        _store.Count.ShouldBe(0);
    }

    public void Dispose()
    {
        _cache.Dispose();
        _store.Dispose();
        _metrics.Dispose();
        _place.Dispose();
    }

    private void Restart(TimeProvider? time = null, long writeRate = ExactCache.DefaultWriteRate)
    {
        _cache.Dispose();
        _store.Dispose();
        (_store, _cache) = Open(time, writeRate);
    }

    private (SqliteCacheStore Store, ExactCache Cache) Open(TimeProvider? time = null, long writeRate = ExactCache.DefaultWriteRate)
    {
        var store = new SqliteCacheStore(
            _place.File("cache.db"), new CacheSeal(CacheEntries.Ring()), _metrics, NullLogger<SqliteCacheStore>.Instance);
        return (store, new ExactCache(time ?? _time, store, _metrics, NullLogger<ExactCache>.Instance, writeRate: writeRate));
    }

    private async Task StoreAsync(string question, ProjectCache? project = null)
    {
        var identity = Identity(question);
        var entry = await _cache.StoreAsync(
            identity, project ?? ProjectCache.Default, Encoding.UTF8.GetBytes("answer to " + question), Usage.None, "rcpt_" + question, Token);
        entry.ShouldNotBeNull();
    }

    private async Task<CacheLookup> LookUpAsync(string question)
    {
        var identity = Identity(question);
        return await _cache.LookUpAsync(identity, ProjectCache.Default, null, Token);
    }

    private static CacheIdentity Identity(string question)
    {
        var tape = JsonTape.Rent();
        tape.TryParse(Encoding.UTF8.GetBytes($$"""{"q":"{{question}}"}"""), JsonLimits.Request, out _).ShouldBeTrue();
        var body = CanonicalBody.Of(tape, Operation.ChatCompletions, []);
        tape.Return();
        return new CacheIdentity(new CacheScope("org_1", "proj_1", "platform", Source, "m", Operation.ChatCompletions, null, []), body);
    }

    /// <summary>The file as if other processes read it too.</summary>
    private sealed class SharedStore(SqliteCacheStore file) : ICacheStore
    {
        public bool IsShared => true;

        public ValueTask<CacheEntry?> FindAsync(CacheKey key, string organization, string project, CancellationToken cancellationToken) =>
            file.FindAsync(key, organization, project, cancellationToken);

        public ValueTask WriteAsync(IReadOnlyList<CacheWrite> writes, CancellationToken cancellationToken) =>
            file.WriteAsync(writes, cancellationToken);

        public ValueTask DeleteAsync(CacheKey key, CancellationToken cancellationToken) => file.DeleteAsync(key, cancellationToken);

        public ValueTask<int> DeleteProjectAsync(string organization, string project, CancellationToken cancellationToken) =>
            file.DeleteProjectAsync(organization, project, cancellationToken);

        public ValueTask<int> DeleteReceiptAsync(
            string organization, string project, string receiptId, CancellationToken cancellationToken) =>
            file.DeleteReceiptAsync(organization, project, receiptId, cancellationToken);

        public ValueTask<int> DeleteExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
            file.DeleteExpiredAsync(now, cancellationToken);
    }
}

using System.Runtime.InteropServices;
using NextModel.Caching;

namespace NextModel.Tests.Caching;

/// <summary>Whatever the storage does, a request only misses.</summary>
public sealed class FailingStoreTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cache_OverABrokenStore_WorksInMemoryAndCounts(bool shared)
    {
        using var bench = new CacheBench(new BrokenStore(shared));
        var identity = CacheBench.Identity();
        (await bench.LookUpAsync(identity)).ShouldBe(CacheLookup.Miss);
        var stored = await bench.StoreAsync(identity);
        await bench.Cache.FlushAsync(TestContext.Current.CancellationToken);
        (await bench.LookUpAsync(identity)).Entry.ShouldBeSameAs(stored);
        MemoryMarshal.AsMemory(stored.Answer).Span[0] ^= 1;
        (await bench.LookUpAsync(identity)).ShouldBe(CacheLookup.Miss);

        bench.Counted.ShouldBe([
            "nextmodel.cache.store.failures find",
            "nextmodel.cache.store.failures write",
            "nextmodel.cache.mismatches answer",
            "nextmodel.cache.store.failures delete",
        ]);
    }

    [Fact]
    public async Task Purge_OverABrokenStore_SaysThatItFailed()
    {
        using var bench = new CacheBench(new BrokenStore(shared: false));
        await Should.ThrowAsync<IOException>(
            async () => await bench.Cache.PurgeProjectAsync("org_1", "proj_1", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Run_OverABrokenStore_GoesOn()
    {
        using var bench = new CacheBench(new BrokenStore(shared: false));
        using var stop = new CancellationTokenSource();
        var running = bench.Cache.RunAsync(stop.Token);
        var identity = CacheBench.Identity();
        await bench.StoreAsync(identity);
        await bench.Time.WaitForTimerAsync(TestContext.Current.CancellationToken);
        bench.Time.Advance(TimeSpan.FromMinutes(2));
        running.IsCompleted.ShouldBeFalse();
        await stop.CancelAsync();
        await running;
    }

    private sealed class BrokenStore(bool shared) : ICacheStore
    {
        public bool IsShared => shared;

        public ValueTask<CacheEntry?> FindAsync(CacheKey key, string organization, string project, CancellationToken cancellationToken) =>
            ValueTask.FromException<CacheEntry?>(new IOException("broken"));

        public ValueTask WriteAsync(IReadOnlyList<CacheWrite> writes, CancellationToken cancellationToken) => throw new IOException("broken");

        public ValueTask DeleteAsync(CacheKey key, CancellationToken cancellationToken) => throw new IOException("broken");

        public ValueTask<int> DeleteProjectAsync(string organization, string project, CancellationToken cancellationToken) =>
            throw new IOException("broken");

        public ValueTask<int> DeleteReceiptAsync(
            string organization, string project, string receiptId, CancellationToken cancellationToken) => throw new IOException("broken");

        public ValueTask<int> DeleteExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken) => throw new IOException("broken");
    }
}

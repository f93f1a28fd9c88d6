using System.Runtime.InteropServices;
using NextModel.Caching;
using NextModel.Identity;

namespace NextModel.Tests.Caching;

public sealed class ExactCacheTests
{
    [Fact]
    public async Task LookUp_StoredRequest_HitsWithEverythingThatWasStored()
    {
        using var bench = new CacheBench();
        var identity = CacheBench.Identity();
        (await bench.LookUpAsync(identity)).ShouldBe(CacheLookup.Miss);
        var stored = await bench.StoreAsync(identity);
        bench.Time.Advance(TimeSpan.FromSeconds(90));

        var again = CacheBench.Identity();
        var hit = await bench.LookUpAsync(again);

        hit.Entry.ShouldBeSameAs(stored);
        hit.Age.ShouldBe(TimeSpan.FromSeconds(90));
        stored.Answer.ShouldBe(CacheBench.Answer());
        stored.Usage.ShouldBe(CacheBench.Usage);
        stored.ReceiptId.ShouldBe("rcpt_1");
        stored.ExpiresAt.ShouldBe(stored.CreatedAt + TimeSpan.FromHours(24));
    }

    [Theory]
    [InlineData("Hi ", "proj_1")]
    [InlineData("Hi", "proj_2")]
    public async Task LookUp_OtherRequestOrProject_Misses(string question, string project)
    {
        using var bench = new CacheBench();
        var identity = CacheBench.Identity();
        await bench.StoreAsync(identity);
        var other = CacheBench.Identity(question, project);
        (await bench.LookUpAsync(other)).ShouldBe(CacheLookup.Miss);
    }

    [Fact]
    public async Task LookUp_AnswerNoLongerIntact_MissesDropsCountsAndLogs()
    {
        using var bench = new CacheBench();
        var identity = CacheBench.Identity();
        var stored = await bench.StoreAsync(identity);
        Flip(stored.Answer, 10);

        (await bench.LookUpAsync(identity)).ShouldBe(CacheLookup.Miss);

        bench.Cache.MemoryEntries.ShouldBe(0);
        bench.Counted.ShouldBe(["nextmodel.cache.mismatches answer"]);
        bench.Logged.ShouldHaveSingleItem().ShouldStartWith("4000 ");
        Flip(stored.Answer, 10);
        (await bench.LookUpAsync(identity)).ShouldBe(CacheLookup.Miss);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LookUp_IdentityOfAnotherRequestUnderTheKey_MissesAndDrops(bool inScope)
    {
        using var bench = new CacheBench();
        var identity = CacheBench.Identity();
        var stored = await bench.StoreAsync(identity);
        var other = CacheBench.Identity();
        Flip(inScope ? other.Scope : stored.Body, 3);
        other.Key.ShouldBe(identity.Key);

        (await bench.LookUpAsync(other)).ShouldBe(CacheLookup.Miss);

        bench.Cache.MemoryEntries.ShouldBe(0);
        bench.Counted.ShouldBe(["nextmodel.cache.mismatches identity"]);
    }

    [Fact]
    public async Task LookUp_AtTheExpiry_MissesAndNothingMovesIt()
    {
        using var bench = new CacheBench();
        var identity = CacheBench.Identity();
        var project = ProjectCache.Default with { TimeToLive = TimeSpan.FromMinutes(10) };
        await bench.StoreAsync(identity, project: project);
        bench.Time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1));
        (await bench.LookUpAsync(identity, project: project)).Entry.ShouldNotBeNull();
        bench.Time.Advance(TimeSpan.FromTicks(1));
        (await bench.LookUpAsync(identity, project: project with { TimeToLive = TimeSpan.FromDays(9) })).ShouldBe(CacheLookup.Miss);
        bench.Cache.MemoryEntries.ShouldBe(0);
    }

    [Fact]
    public async Task LookUp_OlderThanTheCallerAccepts_MissesAndStays()
    {
        using var bench = new CacheBench();
        var identity = CacheBench.Identity();
        await bench.StoreAsync(identity);
        bench.Time.Advance(TimeSpan.FromSeconds(60));
        (await bench.LookUpAsync(identity, TimeSpan.FromSeconds(59))).ShouldBe(CacheLookup.Miss);
        (await bench.LookUpAsync(identity, TimeSpan.FromSeconds(60))).Entry.ShouldNotBeNull();
    }

    [Fact]
    public async Task LookUp_WallClockSetBack_OpensNoExpiredEntryAgainAndLengthensNoLife()
    {
        var time = new SteppedTime();
        using var bench = new CacheBench(time: time);
        var early = CacheBench.Identity("early");
        var late = CacheBench.Identity("late");
        await bench.StoreAsync(early);
        time.Step(TimeSpan.FromDays(2));
        (await bench.LookUpAsync(late)).ShouldBe(CacheLookup.Miss);
        await bench.StoreAsync(late);
        time.Step(TimeSpan.FromDays(-2));
        (await bench.LookUpAsync(early)).ShouldBe(CacheLookup.Miss);
        (await bench.LookUpAsync(late)).Entry.ShouldNotBeNull();
        time.Pass(TimeSpan.FromHours(24));
        (await bench.LookUpAsync(late)).ShouldBe(CacheLookup.Miss);
    }

    [Fact]
    public async Task Store_SameRequestAgain_ReplacesTheEntry()
    {
        using var bench = new CacheBench();
        var identity = CacheBench.Identity();
        await bench.StoreAsync(identity, CacheBench.Answer("old"), receiptId: "rcpt_1");
        var newer = await bench.StoreAsync(identity, CacheBench.Answer("new"), receiptId: "rcpt_2");
        (await bench.LookUpAsync(identity)).Entry.ShouldBeSameAs(newer);
        bench.Cache.MemoryEntries.ShouldBe(1);
        bench.Cache.MemoryBytes.ShouldBe(newer.Size);
    }

    [Fact]
    public async Task Store_TheCallersBuffer_IsCopied()
    {
        using var bench = new CacheBench();
        var answer = CacheBench.Answer();
        var identity = CacheBench.Identity();
        await bench.StoreAsync(identity, answer);
        Array.Clear(answer);
        (await bench.LookUpAsync(identity)).Entry!.Answer.ShouldBe(CacheBench.Answer());
    }

    [Fact]
    public async Task Store_LargerThanTheProjectAllows_IsNotKept()
    {
        using var bench = new CacheBench();
        var identity = CacheBench.Identity();
        var size = (await bench.StoreAsync(identity)).Size;
        var other = CacheBench.Identity("Ho");
        (await bench.TryStoreAsync(other, project: ProjectCache.Default with { MaxEntryBytes = size - 1 })).ShouldBeNull();
        (await bench.TryStoreAsync(other, project: ProjectCache.Default with { MaxTotalBytes = size - 1 })).ShouldBeNull();
        (await bench.TryStoreAsync(other, project: ProjectCache.Default with { MaxEntryBytes = size })).ShouldNotBeNull();
    }

    [Fact]
    public async Task PurgeProject_RemovesItsEntriesOnly()
    {
        using var bench = new CacheBench();
        var one = CacheBench.Identity("1");
        var two = CacheBench.Identity("2");
        var other = CacheBench.Identity("1", "proj_2");
        await bench.StoreAsync(one);
        await bench.StoreAsync(two);
        await bench.StoreAsync(other);
        (await bench.Cache.PurgeProjectAsync("org_2", "proj_1", TestContext.Current.CancellationToken)).ShouldBe(0);
        (await bench.Cache.PurgeProjectAsync("org_1", "proj_1", TestContext.Current.CancellationToken)).ShouldBe(2);
        (await bench.LookUpAsync(one)).ShouldBe(CacheLookup.Miss);
        (await bench.LookUpAsync(two)).ShouldBe(CacheLookup.Miss);
        (await bench.LookUpAsync(other)).Entry.ShouldNotBeNull();
    }

    [Fact]
    public async Task PurgeReceipt_RemovesWhatItsAnswerLeft()
    {
        using var bench = new CacheBench();
        var one = CacheBench.Identity("1");
        var two = CacheBench.Identity("2");
        await bench.StoreAsync(one, receiptId: "rcpt_1");
        await bench.StoreAsync(two, receiptId: "rcpt_2");
        (await bench.Cache.PurgeReceiptAsync("org_1", "proj_2", "rcpt_1", TestContext.Current.CancellationToken)).ShouldBe(0);
        (await bench.Cache.PurgeReceiptAsync("org_1", "proj_1", "rcpt_1", TestContext.Current.CancellationToken)).ShouldBe(1);
        (await bench.LookUpAsync(one)).ShouldBe(CacheLookup.Miss);
        (await bench.LookUpAsync(two)).Entry.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LookUp_PurgedWhileTheStoreWasRead_IsNotKept(bool purge)
    {
        using var making = new CacheBench();
        var identity = CacheBench.Identity();
        var reading = new TaskCompletionSource<CacheEntry?>();
        using var bench = new CacheBench(new SlowStore(reading.Task));
        var lookup = bench.LookUpAsync(identity);
        if (purge)
        {
            await bench.Cache.PurgeProjectAsync("org_1", "proj_1", TestContext.Current.CancellationToken);
        }

        reading.SetResult(await making.StoreAsync(identity));
        (await lookup).Entry.ShouldNotBeNull();
        bench.Cache.MemoryEntries.ShouldBe(purge ? 0 : 1);
    }

    [Fact]
    public async Task Run_Expired_AreSweptWithoutALookUp()
    {
        using var bench = new CacheBench();
        using var stop = new CancellationTokenSource();
        var running = bench.Cache.RunAsync(stop.Token);
        var identity = CacheBench.Identity();
        await bench.StoreAsync(identity);
        while (bench.Cache.MemoryEntries > 0)
        {
            await bench.Time.WaitForTimerAsync(TestContext.Current.CancellationToken);
            bench.Time.Advance(TimeSpan.FromHours(1));
            await Task.Yield();
        }

        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task LookUp_Hit_AllocatesNothing()
    {
        using var bench = new CacheBench();
        var identity = CacheBench.Identity();
        await bench.StoreAsync(identity);
        var allocated = 0L;
        for (var i = 0; i < 1_000; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var lookup = bench.Cache.LookUpAsync(identity, ProjectCache.Default, null, CancellationToken.None);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            lookup.IsCompletedSuccessfully.ShouldBeTrue();
        }

        allocated.ShouldBe(0);
    }

    /// <summary>Finds one entry, once the test says so, and keeps nothing.</summary>
    private sealed class SlowStore(Task<CacheEntry?> found) : ICacheStore
    {
        public bool IsShared => false;

        public async ValueTask<CacheEntry?> FindAsync(
            CacheKey key, string organization, string project, CancellationToken cancellationToken) => await found;

        public ValueTask WriteAsync(IReadOnlyList<CacheWrite> writes, CancellationToken cancellationToken) => default;

        public ValueTask DeleteAsync(CacheKey key, CancellationToken cancellationToken) => default;

        public ValueTask<int> DeleteProjectAsync(string organization, string project, CancellationToken cancellationToken) => default;

        public ValueTask<int> DeleteReceiptAsync(
            string organization, string project, string receiptId, CancellationToken cancellationToken) => default;

        public ValueTask<int> DeleteExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken) => default;
    }

    // A bit of memory gone wrong.
    private static void Flip(ReadOnlyMemory<byte> bytes, int at) => MemoryMarshal.AsMemory(bytes).Span[at] ^= 1;
}

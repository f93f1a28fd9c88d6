using NextModel.Caching;
using NextModel.Identity;

namespace NextModel.Tests.Caching;

/// <summary>How much the exact cache keeps in memory, and what gives way.</summary>
public sealed class CacheMemoryTests
{
    [Fact]
    public async Task Store_BeyondTheProjectsTotal_PushesOutItsOldestOnly()
    {
        using var bench = new CacheBench();
        var foreign = CacheBench.Identity("0", "proj_2");
        var size = (await bench.StoreAsync(foreign)).Size;
        var project = ProjectCache.Default with { MaxTotalBytes = 3 * size };
        var identities = Enumerable.Range(1, 5).Select(i => CacheBench.Identity(i.ToString(provider: null))).ToArray();
        foreach (var identity in identities)
        {
            await bench.StoreAsync(identity, project: project);
        }

        var found = new List<bool>();
        foreach (var identity in identities)
        {
            found.Add((await bench.LookUpAsync(identity)).Entry is not null);
        }

        found.ShouldBe([false, false, true, true, true]);
        (await bench.LookUpAsync(foreign)).Entry.ShouldNotBeNull();
    }

    [Fact]
    public async Task Store_BeyondMemory_PushesOutTheOldestOfTheProjectThatTakesMost()
    {
        using var measuring = new CacheBench();
        var first = CacheBench.Identity("0", "proj_2");
        var size = (await measuring.StoreAsync(first)).Size;
        using var bench = new CacheBench(memoryBytes: (2 * size) + 10);
        var second = CacheBench.Identity("1");
        var third = CacheBench.Identity("2");
        await bench.StoreAsync(first);
        await bench.StoreAsync(second);
        await bench.StoreAsync(third);
        (await bench.LookUpAsync(second)).ShouldBe(CacheLookup.Miss);
        (await bench.LookUpAsync(third)).Entry.ShouldNotBeNull();
        (await bench.LookUpAsync(first)).Entry.ShouldNotBeNull("a small project does not pay for a large one");
        bench.Cache.MemoryBytes.ShouldBe(2 * size);
    }

    [Fact]
    public async Task Prepare_OfAnEntry_IsKeptOnceAndCounted()
    {
        using var bench = new CacheBench();
        var identity = CacheBench.Identity();
        var entry = await bench.StoreAsync(identity);
        bench.Cache.Prepare(entry, "first", 1_000);
        bench.Cache.Prepare(entry, "second", 5_000);
        entry.Prepared.ShouldBe("first");
        bench.Cache.MemoryBytes.ShouldBe(entry.Size + 1_000);
        await bench.StoreAsync(identity, CacheBench.Answer("new"));
        bench.Cache.Prepare(entry, "late", 1_000);
        bench.Cache.MemoryBytes.ShouldBe((await bench.LookUpAsync(identity)).Entry!.Size);
    }

    [Fact]
    public async Task Prepare_BeyondTheLimit_PushesOut()
    {
        using var bench = new CacheBench(memoryBytes: 10_000);
        var identity = CacheBench.Identity();
        var entry = await bench.StoreAsync(identity);
        bench.Cache.Prepare(entry, "large", 20_000);
        bench.Cache.MemoryEntries.ShouldBe(0);
        bench.Cache.MemoryBytes.ShouldBe(0);
    }

    [Fact]
    public async Task Memory_UnderConcurrentUse_StaysWithinItsLimitsAndServesOnlyRightAnswers()
    {
        using var bench = new CacheBench(memoryBytes: 60_000);
        var project = ProjectCache.Default with { MaxTotalBytes = 30_000 };
        var workers = Enumerable.Range(0, 4).Select(worker => Task.Factory.StartNew(
            async () =>
            {
                var random = new Random(worker);
                for (var i = 0; i < 3_000; i++)
                {
                    var question = random.Next(100).ToString(provider: null);
                    var identity = CacheBench.Identity(question, $"proj_{random.Next(4)}");
                    var found = await bench.LookUpAsync(identity);
                    if (found.Entry is { } entry)
                    {
                        entry.Answer.ShouldBe(CacheBench.Answer(question + identity.Project));
                        bench.Cache.Prepare(entry, "p", 100);
                    }
                    else
                    {
                        await bench.TryStoreAsync(identity, CacheBench.Answer(question + identity.Project), project);
                    }

                    if (random.Next(200) == 0)
                    {
                        await bench.Cache.PurgeProjectAsync("org_1", identity.Project, CancellationToken.None);
                    }

                    bench.Cache.MemoryBytes.ShouldBeLessThanOrEqualTo(70_000);
                }
            },
            TaskCreationOptions.LongRunning).Unwrap());
        await Task.WhenAll(workers);
        for (var i = 0; i < 4; i++)
        {
            await bench.Cache.PurgeProjectAsync("org_1", $"proj_{i}", CancellationToken.None);
        }

        bench.Cache.MemoryBytes.ShouldBe(0);
        bench.Cache.MemoryEntries.ShouldBe(0);
        bench.Counted.ShouldBeEmpty();
    }
}

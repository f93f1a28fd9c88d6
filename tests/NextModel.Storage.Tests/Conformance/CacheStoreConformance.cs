using NextModel.Caching;
using NextModel.Secrets;
using NextModel.Testing;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>What every <see cref="ICacheStore"/> must do. An engine's tests inherit these and say how it is opened.</summary>
public abstract class CacheStoreConformance : IDisposable
{
    private const long NoLimit = long.MaxValue;

    protected TemporaryDirectory Place { get; } = new();

    protected DataKeyRing Ring { get; } = CacheEntries.Ring();

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Find_WrittenEntry_IsTheSame()
    {
        var store = Open();
        var entry = CacheEntries.Entry();
        (await Find(store, entry)).ShouldBeNull();
        await Write(store, entry);
        (await Find(store, entry)).ShouldBeSameAs(entry);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(42)]
    [InlineData(43)]
    [InlineData(5_000)]
    public async Task Find_NamesOfAnyLength_IsTheSame(int length)
    {
        var store = Open();
        var name = new string('\u20AC', length);
        var entry = CacheEntries.Entry(project: "proj_" + name, receipt: name);
        await Write(store, entry);
        (await Find(store, entry)).ShouldBeSameAs(entry);
        (await store.DeleteReceiptAsync("org_1", "proj_" + name, name, Token)).ShouldBe(1);
    }

    [Fact]
    public async Task Find_AfterReopening_IsTheSame()
    {
        var entry = CacheEntries.Entry();
        var store = Open();
        await Write(store, entry);
        Close(store);
        (await Find(Open(), entry)).ShouldBeSameAs(entry);
    }

    [Theory]
    [InlineData("org_1", "proj_2")]
    [InlineData("org_2", "proj_1")]
    public async Task Find_ForAnotherProjectOrOrganization_IsNull(string organization, string project)
    {
        var store = Open();
        await Write(store, CacheEntries.Entry());
        (await store.FindAsync(CacheEntries.Key("one"), organization, project, Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Find_AfterTheOrganizationsKeyChanged_IsNull()
    {
        var store = Open();
        var entry = CacheEntries.Entry();
        await Write(store, entry);
        Ring.Add("org_1", new DataKey(new byte[MasterKey.Size]));
        (await Find(store, entry)).ShouldBeNull();
    }

    [Fact]
    public async Task Write_ForAnOrganizationWithoutAKey_KeepsNothingOfIt()
    {
        var store = Open();
        var (entry, keyless) = (CacheEntries.Entry(), CacheEntries.Entry("two", organization: "org_3"));
        await Write(store, keyless, entry);
        (await Find(store, keyless)).ShouldBeNull();
        (await Find(store, entry)).ShouldBeSameAs(entry);
    }

    [Fact]
    public async Task Write_SameKeyAgain_Replaces()
    {
        var store = Open();
        await Write(store, CacheEntries.Entry(receipt: "rcpt_old"));
        var newer = CacheEntries.Entry(receipt: "rcpt_new", minute: 5, bytes: 5_000);
        await Write(store, newer);
        (await Find(store, newer)).ShouldBeSameAs(newer);
        (await store.DeleteProjectAsync("org_1", "proj_1", Token)).ShouldBe(1);
    }

    [Fact]
    public async Task Write_LargeEntry_IsFoundWhole()
    {
        var store = Open();
        var entry = CacheEntries.Entry(bytes: 8 << 20);
        await Write(store, entry);
        (await Find(store, entry)).ShouldBeSameAs(entry);
    }

    [Fact]
    public async Task Write_BeyondTheProjectsLimit_DropsItsOldest()
    {
        var store = Open();
        var other = CacheEntries.Entry("other", project: "proj_2", bytes: 1_000);
        await Write(store, other);
        var entries = Enumerable.Range(0, 8).Select(i => CacheEntries.Entry($"e{i}", minute: i, bytes: 1_000)).ToArray();
        foreach (var entry in entries)
        {
            await store.WriteAsync([new CacheWrite(entry, 4_000)], Token);
        }

        var found = new List<bool>();
        foreach (var entry in entries)
        {
            found.Add(await Find(store, entry) is not null);
        }

        found.ShouldBe([false, false, false, false, false, true, true, true]);
        (await Find(store, other)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Write_AfterReopening_StillKeepsToTheLimit()
    {
        var store = Open();
        await store.WriteAsync([new CacheWrite(CacheEntries.Entry("old", bytes: 3_000), 4_000)], Token);
        Close(store);
        store = Open();
        var newer = CacheEntries.Entry("new", minute: 1, bytes: 3_000);
        await store.WriteAsync([new CacheWrite(newer, 4_000)], Token);
        (await Find(store, CacheEntries.Entry("old"))).ShouldBeNull();
        (await Find(store, newer)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Delete_Key_RemovesThatEntry()
    {
        var store = Open();
        var (one, two) = (CacheEntries.Entry("one"), CacheEntries.Entry("two"));
        await Write(store, one, two);
        await store.DeleteAsync(one.Key, Token);
        await store.DeleteAsync(CacheEntries.Key("unknown"), Token);
        (await Find(store, one)).ShouldBeNull();
        (await Find(store, two)).ShouldNotBeNull();
    }

    [Fact]
    public async Task DeleteProject_RemovesItsEntriesForGood()
    {
        var store = Open();
        var (one, two) = (CacheEntries.Entry("one"), CacheEntries.Entry("two"));
        var (project, organization) = (CacheEntries.Entry("three", project: "proj_2"), CacheEntries.Entry("four", organization: "org_2"));
        await Write(store, one, two, project, organization);
        (await store.DeleteProjectAsync("org_1", "proj_1", Token)).ShouldBe(2);
        Close(store);
        store = Open();
        (await Find(store, one)).ShouldBeNull();
        (await Find(store, two)).ShouldBeNull();
        (await Find(store, project)).ShouldNotBeNull();
        (await Find(store, organization)).ShouldNotBeNull();
    }

    [Fact]
    public async Task DeleteReceipt_RemovesItsEntryInItsProjectOnly()
    {
        var store = Open();
        var (one, two) = (CacheEntries.Entry("one", receipt: "rcpt_1"), CacheEntries.Entry("two", receipt: "rcpt_2"));
        await Write(store, one, two);
        (await store.DeleteReceiptAsync("org_1", "proj_2", "rcpt_1", Token)).ShouldBe(0);
        (await store.DeleteReceiptAsync("org_1", "proj_1", "rcpt_1", Token)).ShouldBe(1);
        (await Find(store, one)).ShouldBeNull();
        (await Find(store, two)).ShouldNotBeNull();
    }

    [Fact]
    public async Task DeleteExpired_RemovesWhatHasExpiredOnly()
    {
        var store = Open();
        var early = Enumerable.Range(0, 1_100).Select(i => CacheEntries.Entry($"early{i}", bytes: 1)).ToArray();
        var late = CacheEntries.Entry("late", minute: 1);
        await Write(store, [.. early, late]);
        (await store.DeleteExpiredAsync(early[0].ExpiresAt.AddTicks(-1), Token)).ShouldBe(0);
        (await store.DeleteExpiredAsync(early[0].ExpiresAt, Token)).ShouldBe(early.Length);
        (await Find(store, early[0])).ShouldBeNull();
        (await Find(store, late)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Store_UsedFromManyThreads_FindsWholeEntriesOnly()
    {
        var store = Open();
        var workers = Enumerable.Range(0, 4).Select(worker => Task.Factory.StartNew(
            async () =>
            {
                var random = new Random(worker);
                for (var i = 0; i < 150; i++)
                {
                    var entry = CacheEntries.Entry($"e{random.Next(20)}", bytes: 3_000);
                    switch (random.Next(5))
                    {
                        case 0:
                            await Write(store, entry);
                            break;
                        case 1 when random.Next(10) == 0:
                            await store.DeleteProjectAsync("org_1", "proj_1", CancellationToken.None);
                            break;
                        default:
                            (await Find(store, entry))?.ShouldBeSameAs(entry);
                            break;
                    }
                }
            },
            TaskCreationOptions.LongRunning).Unwrap());
        await Task.WhenAll(workers);
    }

    public void Dispose()
    {
        CloseAll();
        Place.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens the store of <see cref="Place"/>, sealing under <see cref="Ring"/>.</summary>
    protected abstract ICacheStore Open();

    /// <summary>Closes one store, as at the end of a process.</summary>
    protected abstract void Close(ICacheStore store);

    /// <summary>Closes whatever is still open.</summary>
    protected abstract void CloseAll();

    protected static ValueTask<CacheEntry?> Find(ICacheStore store, CacheEntry entry) =>
        store.FindAsync(entry.Key, entry.Organization, entry.Project, Token);

    protected static ValueTask Write(ICacheStore store, params CacheEntry[] entries) =>
        store.WriteAsync([.. entries.Select(entry => new CacheWrite(entry, NoLimit))], Token);
}

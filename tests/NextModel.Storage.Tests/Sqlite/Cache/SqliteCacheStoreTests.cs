using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using NextModel.Caching;
using NextModel.Storage.Sqlite.Cache;
using NextModel.Storage.Tests.Conformance;
using NextModel.Telemetry;

namespace NextModel.Storage.Tests.Sqlite.Cache;

public sealed class SqliteCacheStoreTests : CacheStoreConformance
{
    private readonly List<SqliteCacheStore> _open = [];
    private readonly GatewayMetrics _metrics = new();
    private readonly MeterListener _listener = new();
    private readonly List<string> _counted = [];

    public SqliteCacheStoreTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (_metrics.Owns(instrument.Meter))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => _counted.Add($"{instrument.Name} {tags[0].Value}"));
        _listener.Start();
    }

    private string File => Place.File("cache.db");

    public static TheoryData<string> Tampering() =>
    [
        "UPDATE cache_entries SET organization = 'org_2'",
        "UPDATE cache_entries SET project = 'proj_2'",
        "UPDATE cache_entries SET receipt = 'rcpt_other'",
        "UPDATE cache_entries SET created_at = created_at + 1",
        "UPDATE cache_entries SET expires_at = expires_at + 1",
        "UPDATE cache_entries SET size = size + 1",
        "UPDATE cache_answers SET sealed = zeroblob(length(sealed))",
        "UPDATE cache_answers SET sealed = CAST(iif(substr(sealed, 1, 1) = x'00', x'01', x'00') || substr(sealed, 2) AS BLOB)",
        "UPDATE cache_answers SET sealed = CAST(substr(sealed, 1, length(sealed) - 1) || iif(substr(sealed, -1) = x'00', x'01', x'00') AS BLOB)",
        "UPDATE cache_answers SET sealed = x''; UPDATE cache_entries SET size = 0",
        "UPDATE cache_answers SET sealed = substr(sealed, 1, length(sealed) - 1); UPDATE cache_entries SET size = size - 1",
    ];

    [Theory]
    [MemberData(nameof(Tampering))]
    public async Task Find_TamperedRow_IsRefusedCountedAndDeleted(string sql)
    {
        var store = await WrittenAndClosed(CacheEntries.Entry());
        Execute(sql);
        store = OpenStore();
        (await Find(store, CacheEntries.Entry())).ShouldBeNull();
        _counted.ShouldBe(["nextmodel.cache.mismatches row"]);
        store.Count.ShouldBe(0);
        Scalar("SELECT count(*) FROM cache_entries").ShouldBe(0L);
        Scalar("SELECT count(*) FROM cache_answers").ShouldBe(0L);
    }

    [Theory]
    [InlineData("DELETE FROM cache_answers")]
    [InlineData("UPDATE cache_answers SET id = id + 1000")]
    public async Task Find_AnswerTakenAway_MissesForGood(string sql)
    {
        await WrittenAndClosed(CacheEntries.Entry());
        Execute(sql);
        var store = OpenStore();
        (await Find(store, CacheEntries.Entry())).ShouldBeNull();
        store.Count.ShouldBe(0);
        Scalar("SELECT count(*) FROM cache_entries").ShouldBe(0L);
        await Write(store, CacheEntries.Entry());
        (await Find(store, CacheEntries.Entry())).ShouldBeSameAs(CacheEntries.Entry());
    }

    [Fact]
    public async Task Find_AnswersOfAProjectSwapped_AreRefused()
    {
        var (one, two) = (CacheEntries.Entry("one"), CacheEntries.Entry("two"));
        await WrittenAndClosed(one, two);
        Execute("UPDATE cache_answers SET id = -id; UPDATE cache_answers SET id = 3 + id");
        var store = OpenStore();
        (await Find(store, one)).ShouldBeNull();
        (await Find(store, two)).ShouldBeNull();
        _counted.ShouldBe(["nextmodel.cache.mismatches row", "nextmodel.cache.mismatches row"]);
    }

    [Fact]
    public async Task Find_RowMovedToAnotherKey_IsRefused()
    {
        var (one, two) = (CacheEntries.Entry("one"), CacheEntries.Entry("two"));
        await WrittenAndClosed(one, two);
        await OpenStore().DeleteAsync(two.Key, Token);
        CloseAllStores();
        Execute("UPDATE cache_entries SET key = $value", two.Key.Value.ToArray());
        var store = OpenStore();
        (await Find(store, two)).ShouldBeNull();
        _counted.ShouldBe(["nextmodel.cache.mismatches row"]);
    }

    [Fact]
    public async Task Find_RowOfAnotherProjectPutInPlace_IsRefused()
    {
        var (mine, theirs) = (CacheEntries.Entry("one"), CacheEntries.Entry("two", organization: "org_2", project: "proj_2"));
        await WrittenAndClosed(mine, theirs);
        var answer = (byte[])Scalar("SELECT sealed FROM cache_answers WHERE id = 2")!;
        Execute("UPDATE cache_answers SET sealed = $value WHERE id = 1", answer);
        Execute("UPDATE cache_entries SET size = length($value), receipt = 'rcpt_two' WHERE id = 1", answer);
        (await Find(OpenStore(), mine)).ShouldBeNull();
        _counted.ShouldBe(["nextmodel.cache.mismatches row"]);
    }

    [Fact]
    public async Task Files_HoldNothingInClear()
    {
        var store = OpenStore();
        await Write(store, CacheEntries.Entry(bytes: 100_000));
        Close(store);
        foreach (var file in Directory.GetFiles(Place.Path))
        {
            Encoding.Latin1.GetString(System.IO.File.ReadAllBytes(file)).ShouldNotContain(CacheEntries.Canary);
        }
    }

    [Fact]
    public async Task Find_UnknownKey_DoesNotTouchTheFile()
    {
        var store = await WrittenAndClosed(CacheEntries.Entry());
        store = OpenStore();
        Execute("DROP TABLE cache_answers");
        (await Find(store, CacheEntries.Entry("unknown"))).ShouldBeNull();
        await Should.ThrowAsync<SqliteException>(async () => await Find(store, CacheEntries.Entry()));
    }

    [Theory]
    [InlineData("this is no database, and it is longer than a header of one hundred bytes would be, so that SQLite reads it as one ..")]
    [InlineData("short")]
    public async Task Open_NoDatabase_IsMadeAnew(string content)
    {
        await System.IO.File.WriteAllTextAsync(File, content, Token);
        var store = OpenStore();
        _counted.ShouldBe(["nextmodel.cache.store.failures open"]);
        await Write(store, CacheEntries.Entry());
        (await Find(store, CacheEntries.Entry())).ShouldNotBeNull();
    }

    [Fact]
    public async Task Open_FileOfANewerVersion_IsMadeAnew()
    {
        await WrittenAndClosed(CacheEntries.Entry());
        Execute("INSERT INTO migrations VALUES (9999, 'later')");
        var store = OpenStore();
        _counted.ShouldBe(["nextmodel.cache.store.failures open"]);
        store.Count.ShouldBe(0);
        await Write(store, CacheEntries.Entry());
        (await Find(store, CacheEntries.Entry())).ShouldNotBeNull();
    }

    [Fact]
    public async Task Find_PageOfTheFileDestroyed_MissesAndTheFileIsMadeAnew()
    {
        var entries = Enumerable.Range(0, 50).Select(i => CacheEntries.Entry($"e{i}", bytes: 20_000)).ToArray();
        await WrittenAndClosed(entries);
        var store = OpenStore();
        await using (var file = new FileStream(File, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Position = 4096;
            await file.WriteAsync(Enumerable.Repeat((byte)0xA5, (int)file.Length - 4096).ToArray(), Token);
        }

        foreach (var entry in entries)
        {
            (await Find(store, entry)).ShouldBeNull();
        }

        _counted.ShouldContain("nextmodel.cache.store.failures open");
        await Write(store, entries[0]);
        (await Find(store, entries[0])).ShouldBeSameAs(entries[0]);
    }

    [Fact]
    public async Task Open_WhereNoFileCanBe_FindsNothingUntilItCan()
    {
        Directory.CreateDirectory(Path.Combine(File, "in the way"));
        var store = OpenStore();
        (await Find(store, CacheEntries.Entry())).ShouldBeNull();
        await Should.ThrowAsync<IOException>(async () => await Write(store, CacheEntries.Entry()));
        Directory.Delete(File, recursive: true);
        await store.DeleteExpiredAsync(CacheEntries.Start, Token);
        await Write(store, CacheEntries.Entry());
        (await Find(store, CacheEntries.Entry())).ShouldNotBeNull();
    }

    [Fact]
    public async Task Open_AfterManyChanges_KnowsWhatIsInTheFile()
    {
        var random = new Random(1);
        var store = OpenStore();
        var expected = new Dictionary<string, CacheEntry>();
        for (var round = 0; round < 60; round++)
        {
            var entries = Enumerable.Range(0, 5)
                .Select(_ => random.Next(40))
                .Select(i => CacheEntries.Entry($"e{i}", project: $"proj_{i % 3}", minute: round, bytes: random.Next(3_000), receipt: $"rcpt_{round}"))
                .ToArray();
            await Write(store, entries);
            foreach (var entry in entries)
            {
                expected[entry.Key.ToString()] = entry;
            }

            if (random.Next(3) == 0)
            {
                var gone = entries[random.Next(entries.Length)].Key;
                await store.DeleteAsync(gone, Token);
                expected.Remove(gone.ToString());
            }
        }

        (await store.DeleteExpiredAsync(CacheEntries.Start.AddMinutes(90), Token))
            .ShouldBe(RemoveWhere(expected, entry => entry.ExpiresAt <= CacheEntries.Start.AddMinutes(90)));
        (await store.DeleteReceiptAsync("org_1", "proj_1", "rcpt_59", Token))
            .ShouldBe(RemoveWhere(expected, entry => entry.Project == "proj_1" && entry.ReceiptId == "rcpt_59"));
        expected.Count.ShouldBeGreaterThan(10);
        await ShouldHoldExactlyAsync(store, expected);
        Close(store);
        store = OpenStore();
        await ShouldHoldExactlyAsync(store, expected);

        // What was found at the start also counts towards the limit and goes, oldest first.
        var project = expected.Values.Where(entry => entry.Project == "proj_2").OrderBy(entry => entry.CreatedAt).ToArray();
        var last = CacheEntries.Entry("last", project: "proj_2", minute: 100);
        var total = (long)Scalar("SELECT sum(size) FROM cache_entries WHERE project = 'proj_2'")!;
        await store.WriteAsync([new CacheWrite(last, total - 1)], Token);
        expected[last.Key.ToString()] = last;
        expected.Remove(project[0].Key.ToString());
        await ShouldHoldExactlyAsync(store, expected);
        (await store.DeleteProjectAsync("org_1", "proj_2", Token)).ShouldBe(RemoveWhere(expected, entry => entry.Project == "proj_2"));
        await ShouldHoldExactlyAsync(store, expected);
    }

    [Fact]
    public async Task Open_EndedBeforeTheEarlierRowWent_FindsTheLaterOne()
    {
        var (earlier, later) = (CacheEntries.Entry(receipt: "rcpt_old"), CacheEntries.Entry(receipt: "rcpt_new", minute: 1));
        var store = OpenStore();
        await Write(store, earlier);
        Execute("CREATE TABLE kept_entries AS SELECT * FROM cache_entries; CREATE TABLE kept_answers AS SELECT * FROM cache_answers");
        await Write(store, later);
        Close(store);
        Execute("INSERT INTO cache_entries SELECT * FROM kept_entries; INSERT INTO cache_answers SELECT * FROM kept_answers");
        Scalar("SELECT count(*) FROM cache_entries").ShouldBe(2L);
        store = OpenStore();
        (await Find(store, later)).ShouldBeSameAs(later);
        (await store.DeleteExpiredAsync(CacheEntries.Start, Token)).ShouldBe(0);
        await ShouldHoldExactlyAsync(store, new() { [later.Key.ToString()] = later });
    }

    [Fact]
    public async Task Write_FailsInTheMiddle_KeepsNothingOfTheBatch()
    {
        var (before, first, second) = (CacheEntries.Entry("before"), CacheEntries.Entry("one"), CacheEntries.Entry("two"));
        var store = OpenStore();
        await Write(store, before);
        Execute("CREATE TRIGGER no BEFORE INSERT ON cache_answers WHEN new.id > 2 BEGIN SELECT RAISE(ABORT, 'no'); END");
        await Should.ThrowAsync<SqliteException>(async () => await Write(store, first, second));
        await ShouldHoldExactlyAsync(store, new() { [before.Key.ToString()] = before });
        Execute("DROP TRIGGER no");
        await Write(store, first, second);
        await ShouldHoldExactlyAsync(
            store, new() { [before.Key.ToString()] = before, [first.Key.ToString()] = first, [second.Key.ToString()] = second });
    }

    [Fact]
    public async Task Delete_Fails_IsNotFoundAnyMoreAndDoneByTheNextSweep()
    {
        var (one, two) = (CacheEntries.Entry("one"), CacheEntries.Entry("two"));
        var store = OpenStore();
        await Write(store, one, two);
        Execute("CREATE TRIGGER no BEFORE DELETE ON cache_answers BEGIN SELECT RAISE(ABORT, 'no'); END");
        await Should.ThrowAsync<SqliteException>(async () => await store.DeleteAsync(one.Key, Token));
        (await Find(store, one)).ShouldBeNull();
        Scalar("SELECT count(*) FROM cache_answers").ShouldBe(2L);
        Execute("DROP TRIGGER no");
        await store.DeleteExpiredAsync(CacheEntries.Start, Token);
        await ShouldHoldExactlyAsync(store, new() { [two.Key.ToString()] = two });
    }

    [Fact]
    public async Task Write_AfterTheLastRowWasDeleted_GivesItsIdToNoOther()
    {
        var (one, two) = (CacheEntries.Entry("one"), CacheEntries.Entry("two"));
        var store = OpenStore();
        await Write(store, one);
        await store.DeleteAsync(one.Key, Token);
        await Write(store, two);
        Scalar("SELECT id FROM cache_entries").ShouldBe(2L);
    }

    [Fact]
    public async Task Find_UnknownKey_AllocatesNothing()
    {
        var store = OpenStore();
        await Write(store, CacheEntries.Entry());
        var unknown = CacheEntries.Key("unknown");
        var isFound = false;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            isFound |= await store.FindAsync(unknown, "org_1", "proj_1", CancellationToken.None) is not null;
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        isFound.ShouldBeFalse();
    }

    [Fact]
    public async Task Find_WrittenByManyProcesses_OpensAll()
    {
        var entries = Enumerable.Range(0, 20).Select(i => CacheEntries.Entry($"e{i}")).ToArray();
        foreach (var entry in entries)
        {
            await WrittenAndClosed(entry);
        }

        Scalar("SELECT count(DISTINCT substr(sealed, 1, 16)) FROM cache_answers").ShouldBe((long)entries.Length, "Each has a salt of its own.");
        await ShouldHoldExactlyAsync(OpenStore(), entries.ToDictionary(entry => entry.Key.ToString()));
    }

    protected override ICacheStore Open() => OpenStore();

    protected override void Close(ICacheStore store) => ((SqliteCacheStore)store).Dispose();

    protected override void CloseAll()
    {
        CloseAllStores();
        _listener.Dispose();
        _metrics.Dispose();
    }

    private SqliteCacheStore OpenStore()
    {
        var store = new SqliteCacheStore(File, new CacheSeal(Ring), _metrics, NullLogger<SqliteCacheStore>.Instance);
        _open.Add(store);
        return store;
    }

    private void CloseAllStores() => _open.ForEach(store => store.Dispose());

    private async Task ShouldHoldExactlyAsync(SqliteCacheStore store, Dictionary<string, CacheEntry> expected)
    {
        store.Count.ShouldBe(expected.Count);
        Scalar("SELECT count(*) FROM cache_entries").ShouldBe((long)expected.Count);
        Scalar("SELECT count(*) FROM cache_answers JOIN cache_entries USING (id)").ShouldBe((long)expected.Count);
        Scalar("SELECT count(*) FROM cache_answers").ShouldBe((long)expected.Count);
        foreach (var entry in expected.Values)
        {
            (await Find(store, entry)).ShouldBeSameAs(entry);
        }
    }

    private static int RemoveWhere(Dictionary<string, CacheEntry> entries, Func<CacheEntry, bool> isMeant) =>
        entries.Where(entry => isMeant(entry.Value)).Select(entry => entry.Key).ToArray().Count(entries.Remove);

    private async Task<SqliteCacheStore> WrittenAndClosed(params CacheEntry[] entries)
    {
        var store = OpenStore();
        await Write(store, entries);
        Close(store);
        return store;
    }

    private void Execute(string sql, byte[]? value = null)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        if (value is not null)
        {
            command.Parameters.AddWithValue("$value", value);
        }

        command.ExecuteNonQuery();
    }

    private object? Scalar(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}

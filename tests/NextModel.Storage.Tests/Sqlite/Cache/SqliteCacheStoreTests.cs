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
        "UPDATE cache_entries SET sealed = zeroblob(size)",
        "UPDATE cache_entries SET sealed = CAST(x'00' || substr(sealed, 2) AS BLOB)",
        "UPDATE cache_entries SET sealed = CAST(substr(sealed, 1, size - 1) || x'00' AS BLOB)",
        "UPDATE cache_entries SET sealed = x'', size = 0",
        "UPDATE cache_entries SET sealed = substr(sealed, 1, size - 1), size = size - 1",
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
    }

    [Fact]
    public async Task Find_RowMovedToAnotherKey_IsRefused()
    {
        var (one, two) = (CacheEntries.Entry("one"), CacheEntries.Entry("two"));
        await WrittenAndClosed(one, two);
        Execute("DELETE FROM cache_entries WHERE key = $value", two.Key.Value.ToArray());
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
        var answer = (byte[])Scalar("SELECT sealed FROM cache_entries WHERE project = 'proj_2'")!;
        Execute("UPDATE cache_entries SET sealed = $value, size = length($value), receipt = 'rcpt_two' WHERE project = 'proj_1'", answer);
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
        Execute("DROP TABLE cache_entries");
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

    protected override ICacheStore Open() => OpenStore();

    protected override void Close(ICacheStore store) => ((SqliteCacheStore)store).Dispose();

    protected override void CloseAll()
    {
        _open.ForEach(store => store.Dispose());
        _listener.Dispose();
        _metrics.Dispose();
    }

    private SqliteCacheStore OpenStore()
    {
        var store = new SqliteCacheStore(File, new CacheSeal(Ring), _metrics, NullLogger<SqliteCacheStore>.Instance);
        _open.Add(store);
        return store;
    }

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

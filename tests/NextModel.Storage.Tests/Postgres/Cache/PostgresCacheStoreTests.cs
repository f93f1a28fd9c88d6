using Microsoft.Extensions.Logging.Abstractions;
using NextModel.Caching;
using NextModel.Storage.Postgres;
using NextModel.Storage.Postgres.Cache;
using NextModel.Storage.Tests.Conformance;
using NextModel.Telemetry;
using NextModel.Testing.Postgres;

namespace NextModel.Storage.Tests.Postgres.Cache;

/// <summary>Also: what one replica wrote is there for another one at once, rows that were tampered with, and the bytes that are counted.</summary>
public sealed class PostgresCacheStoreTests : CacheStoreConformance
{
    private readonly List<PostgresDatabase> _open = [];
    private readonly GatewayMetrics _metrics = new();

    public static TheoryData<string> Tampering() =>
    [
        "UPDATE cache_entries SET organization = 'org_2'",
        "UPDATE cache_entries SET project = 'proj_2'",
        "UPDATE cache_entries SET receipt = 'rcpt_other'",
        "UPDATE cache_entries SET created_at = created_at + 1",
        "UPDATE cache_entries SET expires_at = expires_at + 1",
        "UPDATE cache_entries SET size = size + 1",
        "UPDATE cache_entries SET sealed = set_byte(sealed, 0, get_byte(sealed, 0) # 1)",
        "UPDATE cache_entries SET sealed = set_byte(sealed, length(sealed) - 1, get_byte(sealed, length(sealed) - 1) # 1)",
        "UPDATE cache_entries SET sealed = ''::bytea, size = 0",
        "UPDATE cache_entries SET sealed = substring(sealed FOR length(sealed) - 1), size = size - 1",
    ];

    [Theory]
    [MemberData(nameof(Tampering))]
    public async Task Find_TamperedRow_IsRefusedAndDeleted(string sql)
    {
        var store = Open();
        await Write(store, CacheEntries.Entry());
        Execute(sql);
        (await Find(store, CacheEntries.Entry())).ShouldBeNull();
        Scalar("SELECT count(*) FROM cache_entries").ShouldBe(0);
    }

    [Fact]
    public async Task Write_OnOneReplica_IsFoundOnAnotherWhenItReturns()
    {
        var (one, other) = (Open(), Open());
        var entry = CacheEntries.Entry();
        await Write(one, entry);
        (await Find(other, entry)).ShouldBeSameAs(entry);
        await other.DeleteAsync(entry.Key, Token);
        (await Find(one, entry)).ShouldBeNull();
    }

    [Fact]
    public async Task Write_SameKeyOnManyReplicasAtOnce_IsOneRowAndItsBytes()
    {
        var replicas = Enumerable.Range(0, 3).Select(_ => Open()).ToArray();
        await Task.WhenAll(Enumerable.Range(0, 30).Select(async n => await Write(replicas[n % 3], CacheEntries.Entry(receipt: $"rcpt_{n}", minute: n, bytes: n * 10))));
        Scalar("SELECT count(*) FROM cache_entries").ShouldBe(1);
        Scalar("SELECT bytes FROM cache_projects").ShouldBe(Scalar("SELECT sum(size) FROM cache_entries"));
    }

    [Fact]
    public async Task Counts_AfterManyChanges_AreWhatIsThere()
    {
        var store = Open();
        var random = new Random(1);
        for (var round = 0; round < 30; round++)
        {
            var entry = CacheEntries.Entry($"e{random.Next(10)}", project: $"proj_{round % 3}", minute: round, bytes: random.Next(3_000), receipt: $"rcpt_{round}");
            await store.WriteAsync([new CacheWrite(entry, 12_000)], Token);
        }

        await store.DeleteExpiredAsync(CacheEntries.Start.AddMinutes(70), Token);
        await store.DeleteReceiptAsync("org_1", "proj_1", "rcpt_28", Token);
        Scalar("SELECT coalesce(sum(bytes), 0) FROM cache_projects").ShouldBe(Scalar("SELECT coalesce(sum(size), 0) FROM cache_entries"));
        Scalar("SELECT count(*) FROM cache_projects WHERE bytes > 12000 OR bytes < 0").ShouldBe(0);
    }

    protected override ICacheStore Open()
    {
        var database = PostgresDatabase.Of(PostgresPlaces.Of(Place.Path));
        _open.Add(database);
        return new PostgresCacheStore(database, new CacheSeal(Ring), _metrics, NullLogger<PostgresCacheStore>.Instance);
    }

    // What another process has open is no store's business here.
    protected override void Close(ICacheStore store)
    {
    }

    protected override void CloseAll()
    {
        _open.ForEach(database => database.Dispose());
        _metrics.Dispose();
    }

    private void Execute(string sql) => _open[^1].Execute(sql);

    private long Scalar(string sql) => _open[^1].Scalar(sql);
}

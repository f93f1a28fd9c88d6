using Microsoft.Data.Sqlite;
using NextModel.Idempotency;
using NextModel.Storage.Sqlite.Idempotency;
using NextModel.Storage.Tests.Conformance;

namespace NextModel.Storage.Tests.Sqlite.Idempotency;

public sealed class SqliteIdempotencyStoreTests : IdempotencyStoreConformance
{
    private readonly List<SqliteIdempotencyStore> _open = [];
    private readonly List<string> _setAside = [];

    private string File => Place.File("idempotency.db");

    [Fact]
    public async Task Open_DamagedFile_SetsItAsideAndSaysSo()
    {
        await System.IO.File.WriteAllTextAsync(File, new string('x', 10_000), Token);
        var store = Open();
        _setAside.ShouldBe([File + ".damaged"]);
        System.IO.File.Exists(File + ".damaged").ShouldBeTrue();
        (await store.ClaimAsync(Claim("one"))).ShouldBeTrue();
    }

    [Fact]
    public async Task Open_SoundFile_SaysNothing()
    {
        var store = Open();
        await store.ClaimAsync(Claim("one"));
        Close(store);
        Open();
        _setAside.ShouldBeEmpty();
    }

    [Fact]
    public async Task Writes_FileIsLocked_FailAndNothingWasDone()
    {
        var store = Open();
        var claim = Claim("one");
        using var other = new SqliteConnection($"Data Source={File};Pooling=False");
        await other.OpenAsync(Token);
        using (other.BeginTransaction(deferred: false))
        {
            await Should.ThrowAsync<IdempotencyStoreException>(async () => await store.ClaimAsync(claim));
        }

        (await store.ClaimAsync(claim)).ShouldBeTrue();
    }

    protected override IIdempotencyStore Open()
    {
        var store = SqliteIdempotencyStore.Open(File, _setAside.Add, ProjectBytes);
        _open.Add(store);
        return store;
    }

    protected override void Close(IIdempotencyStore store)
    {
        var open = (SqliteIdempotencyStore)store;
        _open.Remove(open);
        open.Dispose();
    }

    protected override void CloseAll() => _open.ForEach(store => store.Dispose());

    protected override long Scalar(string sql) => SqliteStatements.Scalar(File, sql);
}

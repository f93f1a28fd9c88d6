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

    // No row without its key, no answer without its row, and as many bytes as there are.
    [Fact]
    public async Task File_AfterErasingAndDeleting_HoldsNothingNobodyLeadsTo()
    {
        var store = Open();
        foreach (var name in new[] { "one", "two", "three", "four" })
        {
            await AnsweredAsync(store, name, 400);
        }

        Scalar("SELECT count(*) FROM idempotency_answers").ShouldBe(2);
        Scalar("SELECT bytes FROM idempotency_projects").ShouldBe(800);
        await store.EraseProjectAsync("org_1", "proj_1");
        Scalar("SELECT count(*) FROM idempotency_answers").ShouldBe(0);
        Scalar("SELECT bytes FROM idempotency_projects").ShouldBe(0);
        await AnsweredAsync(store, "five", 400);
        await store.DeleteExpiredAsync(DateTimeOffset.MaxValue, Token);
        Scalar("SELECT (SELECT count(*) FROM idempotency_answers) + (SELECT count(*) FROM idempotency_keys)").ShouldBe(0);
        Scalar("SELECT bytes FROM idempotency_projects").ShouldBe(0);
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

    private long Scalar(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False;Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}

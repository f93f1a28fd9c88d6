using Dapper;
using NextModel.Audit;
using NextModel.Storage.Sqlite;
using NextModel.Storage.Sqlite.Audit;
using NextModel.Testing;

namespace NextModel.Storage.Tests.Sqlite.Audit;

/// <summary>A change and its audit entry: both or neither.</summary>
public sealed class SqliteAuditStoreTests : IDisposable
{
    private static readonly DateTimeOffset Moment = new(2026, 11, 22, 9, 30, 0, TimeSpan.Zero);

    private readonly TemporaryDirectory _directory = new();
    private readonly SqliteDatabase _database;

    public SqliteAuditStoreTests() => _database = SqliteDatabase.Open(_directory.File("nextmodel.db"), SqliteSettings.Main);

    public void Dispose()
    {
        _database.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void Commit_ChangeFails_NoEntryStays()
    {
        var store = Store(Sign);
        Should.Throw<InvalidOperationException>(() => store.Commit(Draft("team.create"), (_, _) => throw new InvalidOperationException("no")));
        Count("audit").ShouldBe(0);
        store.Commit(Draft("team.create"), (_, _) => { });
        Count("audit").ShouldBe(1);
    }

    [Fact]
    public void Commit_EntryFails_NoChangeStays()
    {
        var store = Store(_ => throw new InvalidOperationException("no key"));
        Should.Throw<InvalidOperationException>(() => store.Commit(Draft("x"), (writer, transaction) =>
            writer.Execute("INSERT INTO organizations (id, name, currency, data_key) VALUES ('o', 'n', 'USD', x'00')", transaction: transaction)));
        Count("organizations").ShouldBe(0);
    }

    [Fact]
    public async Task Append_AfterReopening_GoesOnWithTheSameChain()
    {
        await Store(Sign).AppendAsync(Draft("one.do"), CancellationToken.None);
        _database.Dispose();
        using var reopened = SqliteDatabase.Open(_directory.File("nextmodel.db"), SqliteSettings.Main);
        var store = new SqliteAuditStore(reopened, new AuditSeal(Sign));
        await store.AppendAsync(Draft("two.do"), CancellationToken.None);
        var entries = await store.ListAsync(new AuditQuery(10, OldestFirst: true), CancellationToken.None);
        entries.Select(e => e.Sequence).ShouldBe([1, 2]);
        entries[1].Body.ShouldContain(AuditSeal.Spell(entries[0].Hash));
        var verifier = new AuditVerifier(jws => Convert.FromHexString(jws), complete: true);
        entries.SelectMany(e => verifier.Check(e.Text)).ShouldBeEmpty();
    }

    [Fact]
    public async Task List_AnActionThatBeginsLikeAnother_IsNotTakenForIt()
    {
        var store = Store(Sign);
        await store.AppendAsync(Draft("key.create"), CancellationToken.None);
        await store.AppendAsync(Draft("key_ring.create"), CancellationToken.None);
        await store.AppendAsync(Draft("keyXcreate"), CancellationToken.None);
        (await store.ListAsync(new AuditQuery(10) { Action = "key" }, CancellationToken.None)).Count.ShouldBe(1);
        (await store.ListAsync(new AuditQuery(10) { Action = "%" }, CancellationToken.None)).ShouldBeEmpty();
    }

    private static string Sign(byte[] hash) => Convert.ToHexString(hash);

    private static AuditDraft Draft(string action) => new(AuditActor.CommandLine, action, "team_1", "org_1", Moment) { After = "{\"name\":\"ä\"}" };

    private SqliteAuditStore Store(Func<byte[], string> sign) => new(_database, new AuditSeal(sign));

    private long Count(string table) => _database.Writer.ExecuteScalar<long>($"SELECT count(*) FROM {table}");
}

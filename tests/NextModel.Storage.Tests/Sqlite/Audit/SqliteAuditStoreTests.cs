using Dapper;
using NextModel.Audit;
using NextModel.Storage.Sqlite;
using NextModel.Storage.Sqlite.Audit;
using NextModel.Storage.Tests.Conformance;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Sqlite.Audit;

/// <summary>Also: a change and its audit entry are both there or neither is.</summary>
public sealed class SqliteAuditStoreTests : AuditStoreConformance
{
    protected override IOpenAudit Open() => new OpenSqliteTenancy(Directory, Sign);

    [Fact]
    public void Commit_ChangeFails_NoEntryStays()
    {
        using var database = OpenDatabase();
        var store = new SqliteAuditStore(database, new AuditSeal(Sign));
        Should.Throw<InvalidOperationException>(() => store.Commit(Draft("team.create"), (_, _) => throw new InvalidOperationException("no")));
        Count(database, "audit").ShouldBe(0);
        store.Commit(Draft("team.create"), (_, _) => { });
        Count(database, "audit").ShouldBe(1);
    }

    [Fact]
    public void Commit_EntryFails_NoChangeStays()
    {
        using var database = OpenDatabase();
        var store = new SqliteAuditStore(database, new AuditSeal(_ => throw new InvalidOperationException("no key")));
        Should.Throw<InvalidOperationException>(() => store.Commit(Draft("x"), (writer, transaction) =>
            writer.Execute("INSERT INTO organizations (id, name, currency, data_key) VALUES ('o', 'n', 'USD', x'00')", transaction: transaction)));
        Count(database, "organizations").ShouldBe(0);
    }

    private static AuditDraft Draft(string action) => new(AuditActor.CommandLine, action, "team_1", "org_1", SampleTenant.Day);

    private SqliteDatabase OpenDatabase() => SqliteDatabase.Open(Path.Combine(Directory, "nextmodel.db"), SqliteSettings.Main);

    private static long Count(SqliteDatabase database, string table) => database.Writer.ExecuteScalar<long>($"SELECT count(*) FROM {table}");
}

using NextModel.Storage.Moving;
using NextModel.Storage.Sqlite;
using NextModel.Storage.Tests.Postgres;
using NextModel.Testing;

namespace NextModel.Storage.Tests.Moving;

/// <summary>No table and no column of either schema is forgotten when an installation is moved.</summary>
public sealed class MovedTablesTests : IDisposable
{
    private static readonly (string File, SqliteSettings Settings)[] Files =
        [("nextmodel.db", SqliteSettings.Main), ("idempotency.db", SqliteSettings.Idempotency), ("responses.db", SqliteSettings.Responses)];

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void All_EveryTableOfPostgres_IsMovedOrNamedAsStaying()
    {
        using var stores = new OpenPostgres(_directory.Path);
        var tables = Names(stores, "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace AND NOT relispartition");

        tables.Except(MovedTables.StayingInPostgres).ShouldBe(MovedTables.All.Where(table => table.IsInPostgres).Select(table => table.Name), ignoreOrder: true);
    }

    [Fact]
    public void All_EveryTableOfSqlite_IsMovedOrNamedAsStaying()
    {
        var tables = Files.SelectMany(file => Names(file.File, file.Settings, "SELECT name FROM sqlite_master WHERE type = 'table'")).Distinct();

        tables.Except(MovedTables.StayingInSqlite).ShouldBe(MovedTables.All.Where(table => table.IsInSqlite).Select(table => table.Name), ignoreOrder: true);
    }

    [Fact]
    public void All_EveryColumn_IsInBothOrNamedAsOfOne()
    {
        using var stores = new OpenPostgres(_directory.Path);
        foreach (var table in MovedTables.All.Where(table => table is { IsInPostgres: true, IsInSqlite: true }))
        {
            var (file, settings) = Files[(int)table.File];
            var sqlite = Names(file, settings, $"SELECT name FROM pragma_table_info('{table.Name}')").Except(table.SqliteOnly).Concat(table.SqliteTold);
            var postgres = Names(stores, $"SELECT attname FROM pg_attribute WHERE attrelid = '{table.Name}'::regclass AND attnum > 0 AND NOT attisdropped")
                .Except(table.PostgresOnly).Where(column => column != table.PostgresReplica);

            sqlite.ShouldBe(postgres, ignoreOrder: true, table.Name);
        }
    }

    private static List<string> Names(OpenPostgres stores, string sql)
    {
        using var command = stores.Database.Source.CreateCommand(sql);
        using var rows = command.ExecuteReader();
        var names = new List<string>();
        while (rows.Read())
        {
            names.Add(rows.GetString(0));
        }

        return names;
    }

    private List<string> Names(string file, SqliteSettings settings, string sql)
    {
        using var database = SqliteDatabase.Open(_directory.File(file), settings);
        using var command = database.Writer.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        var names = new List<string>();
        while (rows.Read())
        {
            names.Add(rows.GetString(0));
        }

        return names;
    }
}

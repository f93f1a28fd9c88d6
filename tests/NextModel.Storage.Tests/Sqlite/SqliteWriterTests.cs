using Microsoft.Data.Sqlite;
using NextModel.Storage.Sqlite;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Sqlite;

/// <summary>One connection writes, one process writes, and the file is kept as it must be (docs/adr/0006).</summary>
public sealed class SqliteWriterTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("journal_mode", "wal")]
    [InlineData("synchronous", "2")]
    [InlineData("wal_autocheckpoint", "4000")]
    public void Open_Writer_KeepsItsPragmas(string pragma, string value)
    {
        using var opened = new OpenSqliteLedger(_directory.Path);
        using var command = opened.Database.Writer.CreateCommand();
        command.CommandText = $"PRAGMA {pragma}";

        Convert.ToString(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture).ShouldBe(value);
    }

    [Theory]
    [InlineData("INSERT INTO probes VALUES (1, 1)")]
    [InlineData("CREATE TABLE mine (a)")]
    [InlineData("PRAGMA query_only = 0; INSERT INTO probes VALUES (1, 1)")]
    public void RentReader_AnyWrite_IsRefused(string sql)
    {
        using var opened = new OpenSqliteLedger(_directory.Path);
        using var reader = opened.Database.RentReader();
        using var command = reader.Connection.CreateCommand();
        command.CommandText = sql;

        Should.Throw<SqliteException>(() => command.ExecuteNonQuery()).SqliteErrorCode.ShouldBe(8);
    }

    [Fact]
    public async Task RentReader_ReadersComeAndGo_OnlyTheWriterCheckpoints()
    {
        using (var opened = new OpenSqliteLedger(_directory.Path))
        {
            using var ledger = await TestLedger.StartAsync(
                opened.Store, _directory.Path, TimeProvider.System, TestContext.Current.CancellationToken);
            await ledger.AppendAsync(SampleTenant.Caller());
            var wal = new FileInfo(_directory.File("nextmodel.db-wal")).Length;
            wal.ShouldBeGreaterThan(0);

            var leases = Enumerable.Range(0, 20).Select(_ => opened.Database.RentReader()).ToArray();
            foreach (var lease in leases)
            {
                lease.Dispose();
            }

            new FileInfo(_directory.File("nextmodel.db-wal")).Length.ShouldBe(wal, "a reader that closes must not move pages");
        }

        File.Exists(_directory.File("nextmodel.db-wal")).ShouldBeFalse("the writer closes last and leaves one whole file");
    }

    [Fact]
    public void Acquire_HeldByAnother_NamesTheProcess()
    {
        using var held = DataDirectoryLock.Acquire(_directory.Path);

        Should.Throw<IOException>(() => DataDirectoryLock.Acquire(_directory.Path))
            .Message.ShouldContain($"process {Environment.ProcessId}");
    }

    [Fact]
    public void Acquire_AfterRelease_IsFree()
    {
        DataDirectoryLock.Acquire(_directory.Path).Dispose();

        DataDirectoryLock.Acquire(_directory.Path).Dispose();
    }

    [Fact]
    public void Open_NewerSchema_IsRefusedAndSaysWhatToDo()
    {
        using (var opened = new OpenSqliteLedger(_directory.Path))
        {
            opened.Execute("INSERT INTO migrations VALUES (9999, '9999_from_the_future')");
        }

        Should.Throw<InvalidDataException>(() => new OpenSqliteLedger(_directory.Path)).Message.ShouldContain("newer version (schema 9999");
    }

    [Fact]
    public void Open_Twice_AppliesEachMigrationOnce()
    {
        new OpenSqliteLedger(_directory.Path).Dispose();

        using var opened = new OpenSqliteLedger(_directory.Path);

        opened.Scalar("SELECT count(*) = count(DISTINCT number) AND max(number) >= count(*) FROM migrations").ShouldBe(1L);
    }
}

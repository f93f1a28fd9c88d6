using Microsoft.Data.Sqlite;
using NextModel.Reporting;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Sqlite;

public sealed class DerivedFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTime _time = new(SampleTenant.Day);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("deleted")]
    [InlineData("damaged")]
    [InlineData("newer")]
    public async Task Open_FileUnusable_IsMadeAgain(string fault)
    {
        using (var opened = await OpenWithReceiptsAsync(30))
        {
            opened.CatchUp();
        }

        Break(fault);

        using var reopened = new OpenSqliteReports(_directory.Path);
        (await RequestsAsync(reopened)).ShouldBe(30);
        reopened.CatchUp();
        (await RequestsAsync(reopened)).ShouldBe(30);
    }

    [Fact]
    public async Task Open_OtherLedgerUnderneath_IsMadeAgain()
    {
        using (var opened = await OpenWithReceiptsAsync(30))
        {
            opened.CatchUp();
        }

        File.Delete(_directory.File("nextmodel.db"));

        using var reopened = await OpenWithReceiptsAsync(40);
        (await RequestsAsync(reopened)).ShouldBe(40);
    }

    [Fact]
    public async Task CatchUp_TransactionFails_ForgetsNumbersItGave()
    {
        using var opened = await OpenWithReceiptsAsync(5);
        using (var saboteur = Derived())
        {
            Execute(saboteur, "CREATE TRIGGER full BEFORE INSERT ON watermark BEGIN SELECT raise(ABORT, 'no room'); END");
            Should.Throw<SqliteException>(opened.CatchUp).Message.ShouldContain("no room");
            Execute(saboteur, "DROP TRIGGER full");
        }

        opened.CatchUp();

        (await RequestsAsync(opened)).ShouldBe(5);
        using var derived = Derived();
        Scalar(derived, "SELECT count(*) FROM slices").ShouldBe(1);
        Scalar(derived, "SELECT count(*) FROM sums WHERE slice NOT IN (SELECT number FROM slices)").ShouldBe(0);
    }

    [Fact]
    public async Task Start_ReceiptsWritten_AreDerivedWithinASecondOrSo()
    {
        using var opened = await OpenWithReceiptsAsync(5);
        opened.Derived.Start();
        using var derived = Derived();

        var started = TimeProvider.System.GetTimestamp();
        while (Scalar(derived, "SELECT count(*) FROM by_id") < 5)
        {
            TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(30));
            await Task.Yield();
        }
    }

    [Fact]
    public async Task TailAfter_SomeKeptSomeNot_GivesEachReceiptOnce()
    {
        using var opened = await OpenWithReceiptsAsync(6);
        opened.Derived.Tail.ReadOn(4).ShouldBe(4);

        for (var position = 0; position <= 6; position++)
        {
            opened.Derived.Tail.After(position).Select(fact => fact.Position).ShouldBe(Enumerable.Range(position + 1, 6 - position).Select(p => (long)p));
        }
    }

    [Fact]
    public async Task TailAfter_LookedAtFromBeforeTheLastChunk_StillHasIt()
    {
        using var opened = await OpenWithReceiptsAsync(6);
        opened.Derived.CatchUp(4);
        opened.Derived.Tail.ReadOn(1).ShouldBe(1);

        opened.Derived.Tail.After(2).Select(fact => fact.Position).ShouldBe([3L, 4, 5, 6]);
    }

    [Fact]
    public async Task TailAfter_WhileItReadsOn_NeverMissesAReceiptInTheMiddle()
    {
        const int count = 600;
        using var opened = await OpenWithReceiptsAsync(count);
        var reading = Task.Run(() =>
        {
            while (opened.Derived.Tail.ReadOn(opened.Derived.Tail.Count + 1) == 1)
            {
            }
        }, Cancellation);

        do
        {
            opened.Derived.Tail.After(0).Select(fact => fact.Position).ShouldBe(Enumerable.Range(1, count).Select(p => (long)p));
        }
        while (!reading.IsCompleted);
        await reading;
    }

    private async Task<OpenSqliteReports> OpenWithReceiptsAsync(int count)
    {
        var opened = new OpenSqliteReports(_directory.Path);
        using var ledger = await TestLedger.StartAsync(opened.Store, _directory.Path, _time, Cancellation);
        for (var i = 0; i < count; i++)
        {
            await ledger.AppendAsync(SampleTenant.Caller());
        }

        return opened;
    }

    private static async Task<long> RequestsAsync(OpenSqliteReports opened)
    {
        var scope = new ReceiptScope(SampleTenant.Caller().Organization.Id, null);
        var query = new UsageQuery(scope, ReceiptFilter.All, SampleTenant.Day.AddDays(-1), SampleTenant.Day.AddDays(1));
        return (await opened.Reports.SumAsync(query, Cancellation)).Rows.ShouldHaveSingleItem().Sums.Requests;
    }

    private void Break(string fault)
    {
        switch (fault)
        {
            case "deleted":
                File.Delete(_directory.File("derived.db"));
                break;
            case "damaged":
                File.WriteAllBytes(_directory.File("derived.db"), [.. Enumerable.Repeat((byte)7, 8192)]);
                break;
            default:
                using (var derived = Derived())
                {
                    Execute(derived, "INSERT INTO migrations VALUES (9999, 'from the future')");
                }

                break;
        }
    }

    private SqliteConnection Derived()
    {
        var connection = new SqliteConnection($"Data Source={_directory.File("derived.db")};Pooling=False");
        connection.Open();
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}

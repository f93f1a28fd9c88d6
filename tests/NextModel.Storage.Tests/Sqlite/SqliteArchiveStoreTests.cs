using NextModel.Ledger;
using NextModel.Reporting;
using NextModel.Reporting.Archives;
using NextModel.Storage.Tests.Conformance;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Sqlite;

public sealed class SqliteArchiveStoreTests : ArchiveStoreConformance
{
    protected override IOpenReports Open(string directory) => new OpenSqliteReports(directory);

    // derived.db may be lost at any time: what it is made from must have stayed.
    [Fact]
    public async Task Archive_ThenDerivedFileIsLost_IsMadeAgainWithTheSameSums()
    {
        UsageReport before;
        using (var opened = new OpenSqliteReports(Directory))
        {
            before = await SumAsync(opened);
            await ArchiveAsync(opened);
        }

        File.Delete(Path.Combine(Directory, "derived.db"));
        using var reopened = new OpenSqliteReports(Directory);
        (await SumAsync(reopened)).Rows.Select(row => row.Sums).ShouldBe(before.Rows.Select(row => row.Sums));
        reopened.CatchUp();
        (await SumAsync(reopened)).Rows.Select(row => row.Sums).ShouldBe(before.Rows.Select(row => row.Sums));
    }

    [Fact]
    public async Task Archive_ManyReceipts_GivesTheirPagesBack()
    {
        using var opened = new OpenSqliteReports(Directory);
        var before = Pages(opened, "page_count");
        await ArchiveAsync(opened);
        Pages(opened, "freelist_count").ShouldBe(0);
        Pages(opened, "page_count").ShouldBeLessThan(before);
    }

    // A batch that writes and one that drops take turns: none waits for more than one short transaction.
    [Fact]
    public async Task Archive_WhileReceiptsAreWritten_LosesNeither()
    {
        var time = new ManualTime(SampleTenant.Day.AddDays(30));
        using var opened = new OpenSqliteReports(Directory);
        using var ledger = await TestLedger.StartAsync(opened.Store, Directory, time, Cancellation);
        var last = await opened.Store.ReadLastPositionAsync(Cancellation);
        var before = (await SumAsync(opened)).Rows.Sum(row => row.Sums.Requests);
        var writing = WriteAsync();
        await ArchiveAsync(opened);
        await writing;
        (await opened.Store.ReadLastPositionAsync(Cancellation)).ShouldBe(last + 200);
        opened.CatchUp();
        (await SumAsync(opened)).Rows.Sum(row => row.Sums.Requests).ShouldBe(before + 200);

        async Task WriteAsync()
        {
            await Task.Yield();
            for (var i = 0; i < 200; i++)
            {
                (await ledger.AppendAsync(SampleTenant.Caller())).Commit.IsDurable.ShouldBeTrue();
            }
        }
    }

    private async Task ArchiveAsync(OpenSqliteReports opened)
    {
        using var keys = SigningKeys.Open(Path.Combine(Directory, "signing"), TestLedger.Master, TimeProvider.System);
        using var archiver = new ReceiptArchiver(
            opened.Store, opened.Archives, opened.Reports, new ReceiptReader(opened.Store, opened.Index), keys, new ManualTime(SampleTenant.Day.AddDays(40)));
        while (!(await archiver.StepAsync(SampleTenant.Day.AddDays(20), Path.Combine(Directory, "archive"), 1000, Cancellation)).IsLast)
        {
        }
    }

    private static ValueTask<UsageReport> SumAsync(OpenSqliteReports opened) => opened.Reports.SumAsync(
        new UsageQuery(new ReceiptScope(SampleTenant.Caller().Organization.Id, null), ReceiptFilter.All, SampleTenant.Day.AddDays(-1), SampleTenant.Day.AddDays(60))
        {
            GroupBy = [UsageDimension.Key],
            Interval = UsageInterval.Hour,
        },
        Cancellation);

    private static long Pages(OpenSqliteReports opened, string pragma)
    {
        lock (opened.Ledger.Database.Gate)
        {
            using var command = opened.Ledger.Database.Writer.CreateCommand();
            command.CommandText = $"PRAGMA {pragma}";
            return (long)command.ExecuteScalar()!;
        }
    }
}

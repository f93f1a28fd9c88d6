using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using NextModel.Inference;
using NextModel.Reporting;
using NextModel.Storage.Sqlite;
using NextModel.Storage.Sqlite.Derived;
using NextModel.Testing.Ledger;

namespace NextModel.Benchmarks.Ledger;

/// <summary>
/// What a dashboard asks of a ledger of 60 days. Promised at 10 million receipts: a page within 10 ms, 30 days of spend by project within
/// 20 ms. Set NEXTMODEL_BENCH_RECEIPTS to try other sizes.
/// </summary>
[MemoryDiagnoser]
public class LedgerReportsBenchmark : IDisposable
{
    private static readonly ReceiptScope Organization = new(SampleTenant.Caller().Organization.Id, null);
    private static readonly ReceiptScope Project = Organization with { ProjectId = SampleTenant.Caller(1, 7).Project.Id };
    private static readonly DateTimeOffset Now = GeneratedLedger.End.AddHours(-7);

    private SqliteDatabase _ledger = null!;
    private DerivedFile _derived = null!;
    private SqliteReportStore _reports = null!;
    private Guid _someId;

    [GlobalSetup]
    public void Setup()
    {
        _ledger = SqliteDatabase.Open(Path.Combine(GeneratedLedger.SixtyDays, "nextmodel.db"), SqliteSettings.Main);
        _derived = DerivedFile.Open(Path.Combine(GeneratedLedger.SixtyDays, "derived.db"), _ledger, NullLogger<DerivedFile>.Instance);
        while (_derived.CatchUp())
        {
        }

        _reports = new SqliteReportStore(_derived);
        _someId = LastFiftyOfProject().AsTask().GetAwaiter().GetResult().Items[^1].Id;
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _derived.Dispose();
        _ledger.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    public ValueTask<long?> FindById() => _reports.FindAsync(_someId, CancellationToken.None);

    [Benchmark]
    public ValueTask<ReceiptPage> LastFiftyOfProject() => ListAsync(Project, ReceiptFilter.All);

    [Benchmark]
    public ValueTask<ReceiptPage> LastFiftyOfOrganization() => ListAsync(Organization, ReceiptFilter.All);

    [Benchmark]
    public ValueTask<ReceiptPage> LastFiftyOfKeyReplayed() =>
        ListAsync(Project, new ReceiptFilter { KeyId = SampleTenant.Caller(key: 70).Key.Id, ServeMode = ServeMode.ExactCache });

    [Benchmark]
    public ValueTask<UsageReport> SpendByProjectThirtyDays() =>
        _reports.SumAsync(new UsageQuery(Organization, ReceiptFilter.All, Now.AddDays(-30), Now) { GroupBy = [UsageDimension.Project] }, CancellationToken.None);

    [Benchmark]
    public ValueTask<UsageReport> SpendByDayAndModelOfProjectThirtyDays() => _reports.SumAsync(
        new UsageQuery(Project, ReceiptFilter.All, Now.AddDays(-30), Now) { GroupBy = [UsageDimension.Model], Interval = UsageInterval.Day },
        CancellationToken.None);

    [Benchmark]
    public ValueTask<UsageReport> SpendByModelOfOrganizationThirtyDays() =>
        _reports.SumAsync(new UsageQuery(Organization, ReceiptFilter.All, Now.AddDays(-30), Now) { GroupBy = [UsageDimension.Model] }, CancellationToken.None);

    private ValueTask<ReceiptPage> ListAsync(ReceiptScope scope, ReceiptFilter filter) =>
        _reports.ListAsync(new ReceiptQuery(scope, filter, 50), CancellationToken.None);
}

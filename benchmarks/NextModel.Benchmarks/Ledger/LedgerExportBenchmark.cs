using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using NextModel.Credits;
using NextModel.Identity;
using NextModel.Ledger;
using NextModel.Reporting;
using NextModel.Reporting.Exports;
using NextModel.Secrets;
using NextModel.Storage.Sqlite;
using NextModel.Storage.Sqlite.Derived;
using NextModel.Storage.Sqlite.Ledger;
using NextModel.Testing;
using NextModel.Testing.Credits;
using NextModel.Testing.Ledger;

namespace NextModel.Benchmarks.Ledger;

/// <summary>
/// Exports of a ledger of 60 days, to nowhere: reading, checking, writing and hashing 100,000 receipts. Promised: CSV at 100,000 rows a
/// second, and less than 200 MB of memory however many there are. Set NEXTMODEL_BENCH_RECEIPTS to try other sizes.
/// </summary>
[MemoryDiagnoser]
public class LedgerExportBenchmark : IDisposable
{
    private SqliteDatabase _ledger = null!;
    private SqliteLedgerStore _store = null!;
    private DerivedFile _derived = null!;
    private SigningKeys _keys = null!;
    private CreditBook _credits = null!;
    private ReceiptExports _exports = null!;

    [GlobalSetup]
    public void Setup()
    {
        var directory = GeneratedLedger.SixtyDays;
        var time = new ManualTime(GeneratedLedger.End);
        _ledger = SqliteDatabase.Open(Path.Combine(directory, "nextmodel.db"), SqliteSettings.Main);
        _store = new SqliteLedgerStore(_ledger, new DiskReserve(Path.Combine(directory, "reserve"), 0));
        _derived = DerivedFile.Open(Path.Combine(directory, "derived.db"), _ledger, NullLogger<DerivedFile>.Instance);
        while (_derived.CatchUp())
        {
        }

        _keys = SigningKeys.Open(Path.Combine(directory, "signing"), TestLedger.Master, time);
        var dataKeys = new DataKeyRing();
        dataKeys.Add(SampleTenant.Caller().Organization.Id, new DataKey(new byte[32]));
        var tenants = new TenancyDirectory();
        _credits = new CreditBook(new MemoryCreditStore(), new CreditAccounts(time), tenants, time);
        _exports = new ReceiptExports(_store, new SqliteReportStore(_derived), _credits, tenants, dataKeys, _keys, time);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        using (var process = System.Diagnostics.Process.GetCurrentProcess())
        {
            Console.WriteLine($"// at most {process.PeakWorkingSet64 >> 20} MiB resident so far, the generator and BenchmarkDotNet included");
        }

        _credits.Dispose();
        _keys.Dispose();
        _derived.Dispose();
        _store.Dispose();
        _ledger.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(OperationsPerInvoke = ReceiptExports.MostOfAPart)]
    public ValueTask CsvPerReceipt() => ExportAsync(ExportFormat.Csv);

    [Benchmark(OperationsPerInvoke = ReceiptExports.MostOfAPart)]
    public ValueTask FocusPerReceipt() => ExportAsync(ExportFormat.Focus14);

    [Benchmark(OperationsPerInvoke = ReceiptExports.MostOfAPart)]
    public ValueTask JsonlPerReceipt() => ExportAsync(ExportFormat.Jsonl);

    private async ValueTask ExportAsync(ExportFormat format)
    {
        var request = new ExportRequest(
            format, new ReceiptScope(SampleTenant.Caller().Organization.Id, null), ReceiptFilter.All, GeneratedLedger.Start, GeneratedLedger.End.AddDays(1));
        var run = await _exports.BeginAsync(request, ReceiptExports.MostOfAPart, CancellationToken.None);
        await run.WriteAsync(Stream.Null, CancellationToken.None);
    }
}

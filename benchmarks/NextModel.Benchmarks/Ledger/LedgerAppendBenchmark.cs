using BenchmarkDotNet.Attributes;
using NextModel.Ledger;
using NextModel.Limits;
using NextModel.Storage.Sqlite;
using NextModel.Storage.Sqlite.Ledger;
using NextModel.Testing.Ledger;

namespace NextModel.Benchmarks.Ledger;

/// <summary>
/// Durable, signed receipts with a number of requests waiting at any time; 500 keys take turns, each under four budgets or under none. Time is
/// per receipt.
/// </summary>
[MemoryDiagnoser]
public class LedgerAppendBenchmark : IDisposable
{
    private const int Receipts = 20_000;
    private const int Keys = 500;

    private string _directory = "";
    private SqliteDatabase _database = null!;
    private SqliteLedgerStore _store = null!;
    private TestLedger _ledger = null!;
    private LedgerEntry[] _entries = [];

    [Params(1, 16, 64)]
    public int Waiting { get; set; }

    [Params(false, true)]
    public bool Governed { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _directory = Directory.CreateTempSubdirectory("nextmodel-bench-").FullName;
        _database = SqliteDatabase.Open(Path.Combine(_directory, "nextmodel.db"), SqliteSettings.Main);
        _store = new SqliteLedgerStore(_database, new DiskReserve(Path.Combine(_directory, "reserve"), DiskReserve.DefaultSize));
        _ledger = TestLedger.StartAsync(_store, _directory, TimeProvider.System, CancellationToken.None).GetAwaiter().GetResult();
        _entries = [.. Enumerable.Range(0, Keys).Select(key => SampleEntries.Fresh(SampleTenant.Caller(1, key / 10, key), _ledger.NewId()))];
        if (Governed)
        {
            var (organization, team) = (Guid.CreateVersion7(), Guid.CreateVersion7());
            var projects = Enumerable.Range(0, Keys / 10).Select(_ => Guid.CreateVersion7()).ToArray();
            for (var key = 0; key < Keys; key++)
            {
                _entries[key].Reservation = Reservation([Guid.CreateVersion7(), projects[key / 10], team, organization]);
            }
        }
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _ledger.Dispose();
        _store.Dispose();
        _database.Dispose();
        Directory.Delete(_directory, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Benchmark(OperationsPerInvoke = Receipts)]
    public Task Append() => Task.WhenAll(Enumerable.Range(0, Waiting).Select(worker =>
        Task.Factory.StartNew(() => AppendAsync(worker), CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default).Unwrap()));

    private static BudgetReservation Reservation(Guid[] budgets)
    {
        var reservation = BudgetReservation.LeftBehind([.. budgets.Select(budget => new BudgetShare(budget, SampleTenant.Day.ToUnixTimeSeconds()))], 0);
        reservation.SettledNano = 28_350;
        return reservation;
    }

    private async Task AppendAsync(int worker)
    {
        for (var i = 0; i < Receipts / Waiting; i++)
        {
            var commit = await _ledger.Writer.AppendAsync(_entries[((worker * 31) + i) % Keys]);
            if (!commit.IsDurable)
            {
                throw new InvalidOperationException(commit.Error.Message);
            }
        }
    }
}

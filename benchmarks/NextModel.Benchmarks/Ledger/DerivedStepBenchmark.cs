using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using NextModel.Storage.Sqlite;
using NextModel.Storage.Sqlite.Derived;

namespace NextModel.Benchmarks.Ledger;

/// <summary>
/// Carrying the receipts of a busy gateway into <c>derived.db</c>, 5,000 at a time, behind as many that are in it already. Time and
/// allocation are per receipt.
/// </summary>
[MemoryDiagnoser]
public class DerivedStepBenchmark : IDisposable
{
    private const int Chunk = 5_000;
    private const int Measured = GeneratedLedger.BusyReceipts / 2;

    private SqliteDatabase _ledger = null!;
    private DerivedFile? _derived;

    /// <summary>Models called; each makes 1,000 slices, to which 5,000 receipts bring some 850 to 2,850 new sums.</summary>
    [Params(1, 4)]
    public int Models { get; set; }

    [GlobalSetup]
    public void Setup() =>
        _ledger = SqliteDatabase.Open(Path.Combine(GeneratedLedger.BusySeconds(Models), "nextmodel.db"), SqliteSettings.Main);

    [IterationSetup]
    public void Rewind()
    {
        _derived?.Dispose();
        var path = Path.Combine(GeneratedLedger.BusySeconds(Models), "derived.db");
        File.Delete(path);
        _derived = DerivedFile.Open(path, _ledger, NullLogger<DerivedFile>.Instance);
        CatchUp();
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _derived?.Dispose();
        _ledger.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(OperationsPerInvoke = Measured)]
    public void CatchUp()
    {
        for (var i = 0; i < Measured / Chunk; i++)
        {
            _derived!.CatchUp(Chunk);
        }
    }
}

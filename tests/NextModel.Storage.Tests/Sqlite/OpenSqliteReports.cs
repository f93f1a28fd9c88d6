using Microsoft.Extensions.Logging.Abstractions;
using NextModel.Ledger;
using NextModel.Reporting;
using NextModel.Reporting.Archives;
using NextModel.Storage.Sqlite.Archives;
using NextModel.Storage.Sqlite.Derived;
using NextModel.Storage.Tests.Conformance;

namespace NextModel.Storage.Tests.Sqlite;

/// <summary>A data directory with ledger and derived file open in it. The deriving thread is not started: tests say when.</summary>
internal sealed class OpenSqliteReports : IOpenReports
{
    private readonly SqliteReportStore _reports;

    public OpenSqliteReports(string directory)
    {
        Ledger = new OpenSqliteLedger(directory);
        Derived = DerivedFile.Open(Path.Combine(directory, "derived.db"), Ledger.Database, NullLogger<DerivedFile>.Instance);
        _reports = new SqliteReportStore(Derived);
    }

    public OpenSqliteLedger Ledger { get; }

    public DerivedFile Derived { get; }

    public ILedgerStore Store => Ledger.Store;

    public IReadOnlyList<string> Checkpoints() => Ledger.Checkpoints();

    public IReportStore Reports => _reports;

    public IReceiptIndex Index => _reports;

    public IReceiptTrees Trees => new SqliteReceiptTrees(Derived);

    public IArchiveStore Archives => new SqliteArchiveStore(Ledger.Database);

    public void CatchUp()
    {
        while (Derived.CatchUp())
        {
        }
    }

    public void Dispose()
    {
        Derived.Dispose();
        Ledger.Dispose();
    }
}

using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using NextModel.Audit;
using NextModel.Credits;
using NextModel.Identity;
using NextModel.Ledger;
using NextModel.Limits;
using NextModel.Reporting;
using NextModel.Reporting.Archives;
using NextModel.Storage.Postgres;
using NextModel.Storage.Postgres.Archives;
using NextModel.Storage.Postgres.Ledger;
using NextModel.Storage.Sql;
using NextModel.Storage.Sql.Credits;
using NextModel.Storage.Sql.Limits;
using NextModel.Storage.Sqlite.Derived;
using NextModel.Storage.Tests.Conformance;

namespace NextModel.Storage.Tests.Postgres;

/// <summary>One replica: the ledger in the PostgreSQL database of a test's directory, and a derived file of its own over it.</summary>
internal sealed class OpenPostgresLedger : IOpenLimits, IOpenReports, IOpenCredits
{
    private readonly OpenPostgres _stores;
    private readonly PostgresLedgerStore _store;
    private readonly Lazy<(DerivedFile File, SqliteReportStore Store)> _reports;

    /// <param name="directory">Whose database it is.</param>
    /// <param name="own">Where the replica has its derived file; null in the same directory.</param>
    /// <param name="time">For how long the outcome of a commit is asked for.</param>
    public OpenPostgresLedger(string directory, string? own = null, TimeProvider? time = null)
    {
        _stores = new OpenPostgres(directory);
        Replica = Wait(PostgresReplica.JoinAsync(Database, TimeProvider.System, CancellationToken.None));
        _store = Wait(PostgresLedgerStore.OpenAsync(Database, Replica, time ?? TimeProvider.System, CancellationToken.None));
        _reports = new Lazy<(DerivedFile, SqliteReportStore)>(() =>
        {
            var file = DerivedFile.Open(Path.Combine(own ?? directory, "derived.db"), Database, NullLogger<DerivedFile>.Instance);
            return (file, new SqliteReportStore(file));
        });
    }

    public PostgresDatabase Database => _stores.Database;

    public PostgresReplica Replica { get; }

    public ILedgerStore Store => _store;

    public ILimitStore Limits => new SqlLimitStore(Audits);

    public ICreditStore Credits => new SqlCreditStore(Audits);

    ILedgerStore? IOpenCredits.Ledger => _store;

    public DerivedFile Derived => _reports.Value.File;

    public IReportStore Reports => _reports.Value.Store;

    public IReceiptIndex Index => _reports.Value.Store;

    public IReceiptTrees Trees => new SqliteReceiptTrees(Derived);

    public IArchiveStore Archives => new PostgresArchiveStore(Database);

    private SqlAuditStore Audits => new(Database, new AuditSeal(_ => "signature"));

    public IReadOnlyList<string> Checkpoints()
    {
        using var connection = Database.Source.OpenConnection();
        return connection.Query<string>("SELECT jws FROM checkpoints ORDER BY number").AsList();
    }

    public ValueTask AddAsync(Organization organization) => _stores.AddAsync(organization);

    public void RefuseAuditEntries() => _stores.RefuseAuditEntries();

    public void CatchUp()
    {
        while (Derived.CatchUp())
        {
        }
    }

    /// <summary>Runs a statement beside the stores, for setting up faults.</summary>
    public void Execute(string sql) => _stores.Execute(sql);

    /// <summary>The single number a query gives.</summary>
    public long Scalar(string sql) => _stores.Scalar(sql);

    /// <summary>Goes as a killed process does: nothing is said to anybody.</summary>
    public void Kill()
    {
        if (_reports.IsValueCreated)
        {
            Derived.Dispose();
        }

        _stores.Dispose();
    }

    public void Dispose()
    {
        _store.Dispose();
        Replica.Dispose();
        Kill();
    }

    private static T Wait<T>(ValueTask<T> task) => task.AsTask().GetAwaiter().GetResult();
}

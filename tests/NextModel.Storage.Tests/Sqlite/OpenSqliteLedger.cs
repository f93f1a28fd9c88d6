using NextModel.Audit;
using NextModel.Catalog;
using NextModel.Credentials;
using NextModel.Identity;
using NextModel.Ledger;
using NextModel.Limits;
using NextModel.Providers.Objects;
using NextModel.Reporting;
using NextModel.Reporting.Reconciliation;
using NextModel.Storage.Sqlite;
using NextModel.Storage.Sqlite.Audit;
using NextModel.Storage.Sqlite.Credentials;
using NextModel.Storage.Sqlite.Entries;
using NextModel.Storage.Sqlite.Ledger;
using NextModel.Storage.Sqlite.Limits;
using NextModel.Storage.Sqlite.Objects;
using NextModel.Storage.Sqlite.Prices;
using NextModel.Storage.Sqlite.Reconciliation;
using NextModel.Storage.Sqlite.Reporting;
using NextModel.Storage.Sqlite.Webhooks;
using NextModel.Storage.Tests.Conformance;
using NextModel.Webhooks;

namespace NextModel.Storage.Tests.Sqlite;

/// <summary>A data directory with the SQLite ledger open in it.</summary>
internal sealed class OpenSqliteLedger : IOpenLimits, IOpenWebhooks, IOpenCredentials, IOpenReconciliations, IOpenPrices, IOpenShares, IOpenEntries, IOpenSourceObjects
{
    private readonly SqliteLedgerStore _store;

    public OpenSqliteLedger(string directory, long reserve = 0)
    {
        Database = SqliteDatabase.Open(Path.Combine(directory, "nextmodel.db"), SqliteSettings.Main);
        _store = new SqliteLedgerStore(Database, new DiskReserve(Path.Combine(directory, "reserve"), reserve));
    }

    public SqliteDatabase Database { get; }

    public ILedgerStore Store => _store;

    public ISourceObjectStore SourceObjects => new SqliteSourceObjectStore(Database);

    public ILimitStore Limits => new SqliteLimitStore(Database, Audits);

    public IReconciliationStore Reconciliations => new SqliteReconciliationStore(Database, Audits);

    public IWebhookStore Webhooks => new SqliteWebhookStore(Database, Audits);

    public IPriceStore Prices => new SqlitePriceStore(Database, Audits);

    public IReceiptShareStore Shares => new SqliteReceiptShareStore(Database, Audits);

    public ISetEntryStore Entries => new SqliteSetEntryStore(Database, Audits);

    public ICredentialStore Credentials => new SqliteCredentialStore(Database, Audits);

    public IReadOnlyList<string> Checkpoints() =>
        ((string)Scalar("SELECT coalesce(group_concat(jws, char(10) ORDER BY number), '') FROM checkpoints")!)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public ValueTask AddAsync(Organization organization)
    {
        Execute($"INSERT INTO organizations (id, name, currency, data_key) VALUES ('{organization.Id}', '{organization.Name}', '{organization.Currency}', x'00')");
        return ValueTask.CompletedTask;
    }

    public long CountAuditEntries() => (long)Scalar("SELECT count(*) FROM audit")!;

    public void RefuseAuditEntries() => Execute("CREATE TRIGGER refused BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'refused'); END");

    /// <summary>Runs a statement on the writing connection, for setting up faults.</summary>
    public void Execute(string sql)
    {
        lock (Database.Gate)
        {
            using var command = Database.Writer.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }

    /// <summary>The single value a query gives.</summary>
    public object? Scalar(string sql)
    {
        using var reader = Database.RentReader();
        using var command = reader.Connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private SqliteAuditStore Audits => new(Database, new AuditSeal(_ => "signature"));

    public void Dispose()
    {
        _store.Dispose();
        Database.Dispose();
    }
}

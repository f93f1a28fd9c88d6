using NextModel.Audit;
using NextModel.Catalog;
using NextModel.Credentials;
using NextModel.Identity;
using NextModel.Ledger;
using NextModel.Limits;
using NextModel.Providers.Objects;
using NextModel.Reporting;
using NextModel.Reporting.Reconciliation;
using NextModel.Storage.Sql.Credentials;
using NextModel.Storage.Sql.Entries;
using NextModel.Storage.Sql.Limits;
using NextModel.Storage.Sql.Objects;
using NextModel.Storage.Sql.Prices;
using NextModel.Storage.Sql.Reconciliation;
using NextModel.Storage.Sql.Reporting;
using NextModel.Storage.Sql.Webhooks;
using NextModel.Storage.Sqlite;
using NextModel.Storage.Sqlite.Audit;
using NextModel.Storage.Sqlite.Ledger;
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

    public ISourceObjectStore SourceObjects => new SqlSourceObjectStore(Database);

    public ILimitStore Limits => new SqlLimitStore(Audits);

    public IReconciliationStore Reconciliations => new SqlReconciliationStore(Audits);

    public IWebhookStore Webhooks => new SqlWebhookStore(Audits);

    public IPriceStore Prices => new SqlPriceStore(Audits);

    public IReceiptShareStore Shares => new SqlReceiptShareStore(Audits);

    public ISetEntryStore Entries => new SqlSetEntryStore(Audits);

    public ICredentialStore Credentials => new SqlCredentialStore(Audits);

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

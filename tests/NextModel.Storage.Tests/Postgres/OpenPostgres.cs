using NextModel.Accounts;
using NextModel.Audit;
using NextModel.Catalog;
using NextModel.Credentials;
using NextModel.Identity;
using NextModel.Policies;
using NextModel.Providers.Objects;
using NextModel.Reporting;
using NextModel.Reporting.Reconciliation;
using NextModel.Storage.Postgres;
using NextModel.Storage.Sql;
using NextModel.Storage.Sql.Accounts;
using NextModel.Storage.Sql.Credentials;
using NextModel.Storage.Sql.Entries;
using NextModel.Storage.Sql.Objects;
using NextModel.Storage.Sql.Policies;
using NextModel.Storage.Sql.Prices;
using NextModel.Storage.Sql.Reconciliation;
using NextModel.Storage.Sql.Reporting;
using NextModel.Storage.Sql.Tenancy;
using NextModel.Storage.Sql.Webhooks;
using NextModel.Storage.Tests.Conformance;
using NextModel.Testing.Postgres;
using NextModel.Webhooks;

namespace NextModel.Storage.Tests.Postgres;

/// <summary>The PostgreSQL database of a test's directory with the stores that both engines share open in it, as one replica has them.</summary>
internal sealed class OpenPostgres : IOpenTenancy, IOpenPolicies, IOpenAccounts, IOpenWebhooks, IOpenCredentials, IOpenReconciliations, IOpenPrices, IOpenShares,
    IOpenEntries, IOpenSourceObjects
{
    private readonly SqlAuditStore _audits;

    public OpenPostgres(string directory, Func<byte[], string>? sign = null)
    {
        Database = PostgresDatabase.Of(PostgresPlaces.Of(directory));
        _audits = new SqlAuditStore(Database, new AuditSeal(sign ?? (_ => "signature")));
    }

    public PostgresDatabase Database { get; }

    public IAuditStore Audits => _audits;

    public ITenancyStore Tenancy => new SqlTenancyStore(_audits);

    public IAccountStore Accounts => new SqlAccountStore(_audits);

    public ISessionStore Sessions => new SqlSessionStore(_audits);

    public IPolicyStore Policies => new SqlPolicyStore(_audits);

    public ISourceObjectStore SourceObjects => new SqlSourceObjectStore(Database);

    public IReconciliationStore Reconciliations => new SqlReconciliationStore(_audits);

    public IWebhookStore Webhooks => new SqlWebhookStore(_audits);

    public IPriceStore Prices => new SqlPriceStore(_audits);

    public IReceiptShareStore Shares => new SqlReceiptShareStore(_audits);

    public ISetEntryStore Entries => new SqlSetEntryStore(_audits);

    public ICredentialStore Credentials => new SqlCredentialStore(_audits);

    public ValueTask AddAsync(Organization organization)
    {
        Execute($"INSERT INTO organizations (id, name, currency, data_key) VALUES ('{organization.Id}', '{organization.Name}', '{organization.Currency}', '\\x00')");
        return ValueTask.CompletedTask;
    }

    public long CountAuditEntries() => Scalar("SELECT count(*) FROM audit");

    public void RefuseAuditEntries() => Execute(
        """
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''refused''; END';
        CREATE TRIGGER refused BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION refuse()
        """);

    /// <summary>Runs a statement beside the stores, for setting up faults.</summary>
    public void Execute(string sql) => Database.Execute(sql);

    /// <summary>The single number a query gives.</summary>
    public long Scalar(string sql) => Database.Scalar(sql);

    public void Dispose() => Database.Dispose();
}

using NextModel.Accounts;
using NextModel.Audit;
using NextModel.Caching;
using NextModel.Catalog;
using NextModel.Credentials;
using NextModel.Credits;
using NextModel.Idempotency;
using NextModel.Identity;
using NextModel.Ledger;
using NextModel.Limits;
using NextModel.Policies;
using NextModel.Providers.Objects;
using NextModel.Reporting;
using NextModel.Reporting.Archives;
using NextModel.Reporting.Reconciliation;
using NextModel.Responses;
using NextModel.Storage.Postgres.Ledger;
using NextModel.Storage.Sql;
using NextModel.Storage.Sql.Accounts;
using NextModel.Storage.Sql.Credentials;
using NextModel.Storage.Sql.Entries;
using NextModel.Storage.Sql.Limits;
using NextModel.Storage.Sql.Objects;
using NextModel.Storage.Sql.Policies;
using NextModel.Storage.Sql.Prices;
using NextModel.Storage.Sql.Reconciliation;
using NextModel.Storage.Sql.Reporting;
using NextModel.Storage.Sql.Tenancy;
using NextModel.Storage.Sql.Webhooks;
using NextModel.Webhooks;

namespace NextModel.Gateway.Hosting;

/// <summary>Every store of an installation, open in one engine: the rest does not know in which.</summary>
public sealed class InstallationStores : IDisposable
{
    private readonly OwnedParts _opened;
    private readonly SqlAuditStore _audits;

    /// <param name="audits">The trail, and the database it is in.</param>
    /// <param name="signingKeys">Those that replicas share.</param>
    /// <param name="opened">What is disposed with this.</param>
    internal InstallationStores(SqlAuditStore audits, SigningKeys signingKeys, OwnedParts opened)
    {
        _opened = opened;
        _audits = audits;
        SigningKeys = signingKeys;
        Tenancy = new SqlTenancyStore(audits);
        Accounts = new SqlAccountStore(audits);
        Sessions = new SqlSessionStore(audits);
        Limits = new SqlLimitStore(audits);
        Webhooks = new SqlWebhookStore(audits);
        Policies = new SqlPolicyStore(audits);
        Entries = new SqlSetEntryStore(audits);
        Prices = new SqlPriceStore(audits);
        Credentials = new SqlCredentialStore(audits);
        Reconciliations = new SqlReconciliationStore(audits);
        Shares = new SqlReceiptShareStore(audits);
        SourceObjects = new SqlSourceObjectStore(audits.Database);
    }

    /// <summary>Which database it is, for people: never with a password.</summary>
    public required string Name { get; init; }

    /// <summary>True when other replicas use it too.</summary>
    public bool IsShared { get; init; }

    /// <summary>This process among the others that use it; null when there are none.</summary>
    internal PostgresReplica? Replica { get; init; }

    /// <summary>Where parts of budgets and credit are leased; null where this process has them for itself.</summary>
    public IBudgetLeaseStore? Leases { get; init; }

    /// <summary>Where rate limits are shared with other replicas; null when there is none.</summary>
    public IRateShareStore? Rates { get; init; }

    /// <summary>Tells when another replica may have changed something; null when there is none.</summary>
    public IAuditSignal? Signal { get; init; }

    /// <summary>Does work that one replica at a time does, whenever it is this one's turn, until it is cancelled.</summary>
    public Func<SqlTurn, Func<CancellationToken, Task>, CancellationToken, Task> Alone { get; init; } = static (_, work, stopping) => work(stopping);

    public SigningKeys SigningKeys { get; }

    /// <summary>The database that all but the largest is in.</summary>
    public SqlDatabase Database => _audits.Database;

    public IAuditStore Audits => _audits;

    public ITenancyStore Tenancy { get; }

    public IAccountStore Accounts { get; }

    public ISessionStore Sessions { get; }

    public ILimitStore Limits { get; }

    public IWebhookStore Webhooks { get; }

    public IPolicyStore Policies { get; }

    public ISetEntryStore Entries { get; }

    public IPriceStore Prices { get; }

    public ICredentialStore Credentials { get; }

    public IReconciliationStore Reconciliations { get; }

    public IReceiptShareStore Shares { get; }

    public ISourceObjectStore SourceObjects { get; }

    public required ICacheStore Cache { get; init; }

    public required IIdempotencyStore Idempotency { get; init; }

    public required IResponseStore Responses { get; init; }

    public required ICreditStore Credits { get; init; }

    public required ILedgerStore Ledger { get; init; }

    /// <summary>Receipts by position, and archives, for those that read many.</summary>
    public required ILedgerReader Receipts { get; init; }

    public required IArchiveStore Archives { get; init; }

    public required IReportStore Reports { get; init; }

    /// <summary>Finds receipts by what is known of them.</summary>
    public required IReceiptIndex Index { get; init; }

    public required IReceiptTrees Trees { get; init; }

    public void Dispose() => _opened.Dispose();
}

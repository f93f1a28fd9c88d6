using System.Text;
using Microsoft.Extensions.Logging;
using NextModel.Audit;
using NextModel.Caching;
using NextModel.Configuration;
using NextModel.Credentials;
using NextModel.Credits;
using NextModel.Egress;
using NextModel.Gateway.Admin;
using NextModel.Gateway.Declaring;
using NextModel.Gateway.Reconciling;
using NextModel.Gateway.Reporting;
using NextModel.Idempotency;
using NextModel.Identity;
using NextModel.Ledger;
using NextModel.Limits;
using NextModel.Pipeline;
using NextModel.Pipeline.Objects;
using NextModel.Policies;
using NextModel.Providers;
using NextModel.Reporting;
using NextModel.Reporting.Archives;
using NextModel.Responses;
using NextModel.Routing;
using NextModel.Secrets;
using NextModel.Storage.Sqlite;
using NextModel.Storage.Sqlite.Accounts;
using NextModel.Storage.Sqlite.Archives;
using NextModel.Storage.Sqlite.Audit;
using NextModel.Storage.Sqlite.Cache;
using NextModel.Storage.Sqlite.Credentials;
using NextModel.Storage.Sqlite.Credits;
using NextModel.Storage.Sqlite.Derived;
using NextModel.Storage.Sqlite.Idempotency;
using NextModel.Storage.Sqlite.Ledger;
using NextModel.Storage.Sqlite.Limits;
using NextModel.Storage.Sqlite.Objects;
using NextModel.Storage.Sqlite.Policies;
using NextModel.Storage.Sqlite.Reconciliation;
using NextModel.Storage.Sqlite.Reporting;
using NextModel.Storage.Sqlite.Responses;
using NextModel.Storage.Sqlite.Tenancy;
using NextModel.Storage.Sqlite.Webhooks;
using NextModel.Web.SignIn;
using NextModel.Webhooks;

namespace NextModel.Gateway.Hosting;

/// <summary>
/// Everything of one installation but its web server: data directory locked, databases open, directory loaded. The server runs on
/// it; so does the command line when no server does.
/// </summary>
public sealed partial class OpenInstallation : IAsyncDisposable
{
    // As many as there can be connections.
    private const int MaxRequestsInFlight = 16_384;

    private readonly Stack<IDisposable> _opened = new();
    private readonly BackgroundWork _background;
    private readonly SqliteAuditStore _audits;
    private CheckpointKeeper? _checkpoints;
    private Upkeep? _upkeep;

    private OpenInstallation(Installation installation, InstallationSecrets secrets, LiveConfiguration configuration, TimeProvider time)
    {
        Installation = installation;
        Secrets = secrets;
        Configuration = configuration;
        Time = time;
        Loggers = Own(GatewayLogging.Create(installation));
        Own(DataDirectoryLock.Acquire(installation.DataDirectory));
        Database = Own(SqliteDatabase.Open(DataFile("nextmodel.db"), SqliteSettings.Main));
        var digests = new KeyDigest(secrets.MasterKey);
        SigningKeys = Own(SigningKeys.Open(Path.Combine(installation.SecretsDirectory, "signing"), secrets.MasterKey, time));
        var audits = _audits = new SqliteAuditStore(Database, new AuditSeal(hash => AuditSignature.Sign(SigningKeys.Current, hash)));
        Audit = new AuditTrail(audits, time);
        var store = new SqliteTenancyStore(Database, audits);
        var changes = Own(new TenancyChanges(time));
        var managementDigests = new KeyDigest(secrets.MasterKey, KeyDigest.ManagementKeys);
        Tenancy = new Tenancy(store, Directory, Access, secrets.MasterKey, DataKeys, changes);
        Keys = new ApiKeys(store, Directory, digests, changes);
        Memberships = new Memberships(store, Access, changes);
        ManagementKeys = new ManagementKeys(store, Access, managementDigests, changes);
        Authenticator = new KeyAuthenticator(Directory, digests, time);
        ManagementAuthenticator = new ManagementAuthenticator(Access, Directory, managementDigests, time);
        Objects = new AdminObjects(Directory, Access);
        SignInLinks = new SignInLinks(time);
        Accounts = Own(new InstallationAccounts(
            new SqliteAccountStore(Database, audits), new SqliteSessionStore(Database, audits), secrets.MasterKey, Access, Directory, changes, Objects, installation, time, Loggers));
        Telemetry = Own(new InstallationTelemetry(installation, time, Loggers));
        var cacheStore = Own(new SqliteCacheStore(DataFile("cache.db"), new CacheSeal(DataKeys), Telemetry.Metrics, Loggers.CreateLogger<SqliteCacheStore>()));
        Cache = Own(new ExactCache(time, cacheStore, Telemetry.Metrics, Loggers.CreateLogger<ExactCache>()));
        var aside = new FilesSetAside(Findings, Loggers.CreateLogger<FilesSetAside>());
        var keys = Own(SqliteIdempotencyStore.Open(DataFile("idempotency.db"), aside.Note("idempotency.db", "A request of the last 24 hours that is repeated with its key is served again")));
        Idempotency = new IdempotencyBook(keys, new IdempotencySeal(DataKeys), time, Loggers.CreateLogger<IdempotencyBook>());
        var kept = Own(SqliteResponseStore.Open(DataFile("responses.db"), aside.Note("responses.db", "Responses kept until then are not found any more")));
        Responses = new ResponseBook(kept, new ResponseSeal(DataKeys), () => Snapshots.Current.Responses, time, Loggers.CreateLogger<ResponseBook>());
        var credits = new CreditAccounts(time);
        Credits = Own(new CreditBook(Own(new SqliteCreditStore(Database, audits)), credits, Directory, time));
        CreditOperations = new CreditOperations(Credits, Objects, time);
        Budgets = new BudgetKeeper(time, credits);
        Rates = new RateLimiter(time);
        var limitStore = new SqliteLimitStore(Database, audits);
        Limits = Own(new LimitBook(limitStore, Budgets, Rates, time));
        WebhookStore = new SqliteWebhookStore(Database, audits);
        Webhooks = Own(new WebhookBook(WebhookStore, DataKeys, time));
        Egress = new EgressGuard(() => Snapshots.Current.WebhookTargets) { OwnPorts = [.. installation.Urls.Select(url => url.Port)] };
        Dispatcher = new WebhookDispatcher(
            WebhookStore, Webhooks, Own(new WebhookSender(Egress, time)), DataKeys, time, Loggers.CreateLogger<WebhookDispatcher>());
        Notices = new BudgetNotices(
            Budgets, limitStore, WebhookStore, Webhooks, Dispatcher, Directory, time, Loggers.CreateLogger<BudgetNotices>());
        Targets = new TargetBook(time, Loggers.CreateLogger<TargetBook>());
        Telemetry.Watch(Targets);
        PolicyStore = new SqlitePolicyStore(Database, audits);
        Policies = new PolicyBook(PolicyStore, PolicyDirectory, changes);
        Catalog = new InstallationCatalog(Database, audits, new EntryKeySeal(secrets.MasterKey), Configuration, changes, Audit, time);
        Credentials = new CredentialDirectory(DataKeys);
        CredentialEgress = new EgressGuard(() => Snapshots.Current.CredentialTargets) { OwnPorts = Egress.OwnPorts };
        SourceConnections = Own(new SourceConnections(CredentialEgress));
        CredentialBook = Own(new CredentialBook(new SqliteCredentialStore(Database, audits), Credentials, DataKeys, time));
        var credentials = new CredentialOperations(
            CredentialBook, Credentials, new CredentialTester(SourceConnections, time), CredentialEgress, DataKeys, Objects, Snapshots, time);
        var policies = new PolicyOperations(Policies, PolicyDirectory, Directory, Objects, Credentials, Snapshots);
        var study = new PolicyStudy(policies, PolicyDirectory, Credentials, Objects, Snapshots, Budgets, Targets, Directory, SourceObjects.References, Responses, () => Reports, time);
        WebhookOperations = new WebhookOperations(Webhooks, Dispatcher, WebhookStore, Egress, Objects);
        var declarations = new Declarations(
            Directory, Access, Tenancy, Keys, Memberships, Limits, Budgets, new PolicyDeclarations(PolicyDirectory, Policies, Directory, Credentials, Snapshots),
            new WebhookDeclarations(Webhooks, Dispatcher, Egress, Directory), new CreditDeclarations(Credits, Directory), Snapshots, time);
        var budgets = new BudgetOperations(Limits, Budgets, Directory, Objects, Snapshots, time);
        Operations = new AdminOperations(Tenancy, Keys, Directory, Objects, Snapshots, Cache, Idempotency, Responses, Audit, declarations, budgets, new RateLimitOperations(Limits, Directory, Objects), policies, study, credentials);
        Reconciliations = Own(new ReconciliationOperations(
            new SqliteReconciliationStore(Database, audits), new SqliteLedgerReader(Database), new ArchiveReader(new SqliteArchiveStore(Database)), Objects, Snapshots, SigningKeys, DataFile("reconciliations"), time));
        _background = new BackgroundWork(Loggers.CreateLogger<BackgroundWork>());
    }

    public Installation Installation { get; }

    public InstallationSecrets Secrets { get; }

    /// <summary>The configuration in force, and how it is read again.</summary>
    public LiveConfiguration Configuration { get; }

    public SnapshotHolder Snapshots => Configuration.Snapshots;

    /// <summary>Models, sources and prices that operators set.</summary>
    public InstallationCatalog Catalog { get; }

    public TimeProvider Time { get; }

    public ILoggerFactory Loggers { get; }

    public SqliteDatabase Database { get; }

    public TenancyDirectory Directory { get; } = new();

    /// <summary>Members and management keys.</summary>
    public AccessDirectory Access { get; } = new();

    public DataKeyRing DataKeys { get; } = new();

    /// <summary>Who changed what.</summary>
    public AuditTrail Audit { get; }

    public Tenancy Tenancy { get; }

    public ApiKeys Keys { get; }

    public Memberships Memberships { get; }

    public ManagementKeys ManagementKeys { get; }

    /// <summary>Finds objects for an administrator.</summary>
    public AdminObjects Objects { get; }

    public KeyAuthenticator Authenticator { get; }

    public ManagementAuthenticator ManagementAuthenticator { get; }

    public SigningKeys SigningKeys { get; }

    internal SourceObjects SourceObjects => new(Snapshots, Credentials, PolicyDirectory, Budgets, new SqliteSourceObjectStore(Database), Directory, Time);

    internal RouteStep Routes => new(PolicyDirectory, Credentials, new Router(), Budgets, Targets, SourceObjects.References);

    public ExactCache Cache { get; }

    public IdempotencyBook Idempotency { get; }

    /// <summary>Responses kept for their callers.</summary>
    public ResponseBook Responses { get; }

    /// <summary>What it tells of itself while it runs.</summary>
    public InstallationTelemetry Telemetry { get; }

    /// <summary>Prepaid credit of organizations.</summary>
    public CreditBook Credits { get; }

    public CreditOperations CreditOperations { get; }

    public BudgetKeeper Budgets { get; }

    public RateLimiter Rates { get; }

    public LimitBook Limits { get; }

    /// <summary>Providers' files beside the receipts.</summary>
    public ReconciliationOperations Reconciliations { get; }

    /// <summary>The policies in force.</summary>
    public PolicyDirectory PolicyDirectory { get; } = new();

    public IPolicyStore PolicyStore { get; }

    public PolicyBook Policies { get; }

    public IWebhookStore WebhookStore { get; }

    public WebhookBook Webhooks { get; }

    public WebhookOperations WebhookOperations { get; }

    public WebhookDispatcher Dispatcher { get; }

    public BudgetNotices Notices { get; }

    /// <summary>Organizations' own credentials in force.</summary>
    public CredentialDirectory Credentials { get; }

    public CredentialBook CredentialBook { get; }

    public SourceConnections SourceConnections { get; }

    /// <summary>What the addresses of organizations' own credentials may make this process connect to.</summary>
    public EgressGuard CredentialEgress { get; }

    /// <summary>What the URLs of webhooks may make this process connect to.</summary>
    public EgressGuard Egress { get; }

    /// <summary>People who sign in.</summary>
    public InstallationAccounts Accounts { get; }

    /// <summary>Links that sign the operator in to the dashboard.</summary>
    public SignInLinks SignInLinks { get; }

    /// <summary>Health and latency of what is called.</summary>
    public TargetBook Targets { get; }

    public LedgerWriter Ledger { get; private set; } = null!;

    public ReceiptReader Receipts { get; private set; } = null!;

    public IReportStore Reports { get; private set; } = null!;

    /// <summary>Proofs, share links and signing keys.</summary>
    public InstallationEvidence Evidence { get; private set; } = null!;

    /// <summary>Takes a checkpoint now, as it is taken every minute.</summary>
    internal ValueTask<Checkpoint?> TakeCheckpointAsync(CancellationToken cancellationToken) => _checkpoints!.TakeAsync(cancellationToken);

    /// <summary>Usage, exports, statements and archives.</summary>
    public InstallationReports Reporting { get; private set; } = null!;

    public GatewayPipeline Pipeline { get; private set; } = null!;

    public AdminOperations Operations { get; }

    /// <summary>What the operator should know about this start, in sentences.</summary>
    public List<string> Findings { get; } = [];

    /// <summary>How long requests in flight may take to end when the process is told to stop.</summary>
    public TimeSpan DrainLimit { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Opens the installation; null when <paramref name="problems"/> says why not.</summary>
    /// <exception cref="InvalidOperationException">The data was written under another master key.</exception>
    /// <exception cref="IOException">Another process has the data directory open.</exception>
    public static async ValueTask<OpenInstallation?> OpenAsync(
        Installation installation,
        Func<string, string?> environment,
        TimeProvider time,
        List<ConfigurationProblem> problems,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(installation);
        var configuration = GatewayConfiguration.Read(installation, environment, time, problems);
        if (problems.Count > 0 || InstallationSecrets.Open(installation, environment, problems) is not { } secrets)
        {
            return null;
        }

        var opened = new OpenInstallation(installation, secrets, configuration, time);
        try
        {
            await opened.LoadAsync(cancellationToken);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    /// <summary>From now on thresholds are noted and deliveries made: by the server, not by a command on its data.</summary>
    public void StartDelivering()
    {
        _background.Start("notices of budgets", Notices.RunAsync);
        _background.Start("webhooks", Dispatcher.RunAsync);
        Reporting.Start(_background);
    }

    public async ValueTask DisposeAsync()
    {
        await _background.DisposeAsync();
        await Cache.FlushAsync(CancellationToken.None);

        // After a failure that is final nothing more is written to nextmodel.db.
        if (_checkpoints is not null && _upkeep is not null && !Ledger.Admission.IsClosed)
        {
            await _upkeep.SaveLastUsedAsync(CancellationToken.None);
            await _checkpoints.TakeAsync(CancellationToken.None);
        }

        while (_opened.TryPop(out var part))
        {
            part.Dispose();
        }
    }

    private async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        await Tenancy.LoadAsync(cancellationToken);
        await Limits.LoadAsync(cancellationToken);
        await Webhooks.LoadAsync(cancellationToken);
        await Credits.LoadAsync(cancellationToken);
        await Catalog.LoadAsync(cancellationToken);
        foreach (var closed in await CredentialBook.LoadAsync(cancellationToken))
        {
            Findings.Add($"The credential {closed.Id} ('{closed.Name}' at {closed.SourceId}) cannot be opened with its organization's data key: no request goes out under it. Rotate it.");
        }

        await Policies.LoadAsync(text => PolicyReader.Read(text, null, []), cancellationToken);
        var store = Own(new SqliteLedgerStore(Database, new DiskReserve(DataFile("reserve.bin"), DiskReserve.DefaultSize)));
        var logs = new LedgerLogs(await store.ReadHeadsAsync(cancellationToken), DataKeys, Time);
        Ledger = new LedgerWriter(store, logs, SigningKeys, Time, Loggers.CreateLogger<LedgerWriter>());
        var derived = Own(DerivedFile.Open(DataFile("derived.db"), Database, Loggers.CreateLogger<DerivedFile>()));
        derived.Start();
        var reports = new SqliteReportStore(derived);
        Receipts = new ReceiptReader(store, reports);
        Reports = reports;
        var proofs = new ReceiptProofs(Receipts, reports, new SqliteReceiptTrees(derived), store, SigningKeys);
        var links = new ReceiptShares(Receipts, proofs, new SqliteReceiptShareStore(Database, _audits), Time);
        Evidence = new InstallationEvidence(proofs, links, new ShareOperations(links, Installation), new SigningKeyOperations(SigningKeys, Audit));
        Reporting = Own(new InstallationReports(this, store, DataFile("exports.json")));
        await WitnessAsync(store, cancellationToken);
        var intents = Own(IntentLog.Open(DataFile("intents.bin"), MaxRequestsInFlight));
        await LedgerRecovery.RunAsync(this, intents, reports, cancellationToken);
        await Notices.SweepAsync(cancellationToken);
        await Idempotency.RecoverAsync(id => LedgerRecovery.MayHaveReceiptAsync(id, intents, reports, cancellationToken), cancellationToken);
        Pipeline = new GatewayPipeline(
            Authenticator, Snapshots, Routes, Credentials, Targets, Rates, Budgets, Cache, Idempotency, new Forwarder(SourceConnections, Targets, Time), Ledger, intents, SourceObjects, Telemetry.Requests, Time);
        _upkeep = new Upkeep(Configuration, Tenancy, CredentialBook, Credits, Ledger.Admission, Loggers.CreateLogger<Upkeep>());
        _background.Start("cache", Cache.RunAsync);
        _background.Repeat("idempotency keys", TimeSpan.FromMinutes(1), Time, Idempotency.SweepAsync);
        _background.Repeat("kept responses", TimeSpan.FromMinutes(1), Time, Responses.SweepAsync);
        _background.Repeat("last use of keys", TimeSpan.FromMinutes(1), Time, _upkeep.SaveLastUsedAsync);
        _background.Repeat("sessions", TimeSpan.FromHours(1), Time, Accounts.SweepAsync);
        _background.Repeat("what counts from a moment on", TimeSpan.FromSeconds(1), Time, _upkeep.PutInForceAsync);
        _background.Repeat("ends of promos", TimeSpan.FromMinutes(1), Time, _upkeep.EndPromosAsync);
    }

    // A ledger that holds less than was witnessed is a restored backup or a clone: it goes on, in new logs, and says so.
    private async ValueTask WitnessAsync(ILedgerStore store, CancellationToken cancellationToken)
    {
        var witness = new CheckpointWitness(Installation.WitnessDirectory);
        if (!VerifyingKeys.TryParse(Encoding.ASCII.GetBytes(SigningKeys.JwkSet()), out var keys))
        {
            return;
        }

        using (keys)
        {
            if (await witness.CheckAsync(store, keys, Time, cancellationToken) is { } finding)
            {
                Findings.Add(finding);
            }
        }

        _checkpoints = new CheckpointKeeper(Ledger, store, SigningKeys, witness, Time, Loggers.CreateLogger<CheckpointKeeper>());
        _background.Repeat("checkpoints", CheckpointKeeper.Interval, Time, async stopping => await _checkpoints.TakeAsync(stopping));
    }

    private string DataFile(string name) => Path.Combine(Installation.DataDirectory, name);

    private T Own<T>(T opened) where T : IDisposable
    {
        _opened.Push(opened);
        return opened;
    }
}

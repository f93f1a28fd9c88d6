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
using NextModel.Storage.Postgres;
using NextModel.Storage.Sql;
using NextModel.Web.SignIn;
using NextModel.Webhooks;

namespace NextModel.Gateway.Hosting;

/// <summary>
/// Everything of one installation but its web server: data directory locked, databases open, directory loaded. The server runs on
/// it; so does the command line when no server does.
/// </summary>
public sealed partial class OpenInstallation : IAsyncDisposable
{
    private readonly OwnedParts _opened = new();
    private readonly BackgroundWork _background;
    private readonly InstallationGround _ground;
    private readonly InstallationStores _stores;
    private CheckpointKeeper? _checkpoints;
    private Upkeep? _upkeep;

    private OpenInstallation(InstallationGround ground, InstallationStores stores)
    {
        _ground = ground;
        _stores = stores;
        var (installation, secrets, time) = (ground.Installation, ground.Secrets, ground.Time);
        var digests = new KeyDigest(secrets.MasterKey);
        Audit = new AuditTrail(stores.Audits, time);
        var store = stores.Tenancy;
        var changes = _opened.Own(new TenancyChanges(time));
        var managementDigests = new KeyDigest(secrets.MasterKey, KeyDigest.ManagementKeys);
        Tenancy = new Tenancy(store, Directory, Access, secrets.MasterKey, DataKeys, changes);
        Keys = new ApiKeys(store, Directory, digests, changes);
        Memberships = new Memberships(store, Access, changes);
        ManagementKeys = new ManagementKeys(store, Access, managementDigests, changes);
        Authenticator = new KeyAuthenticator(Directory, digests, time);
        ManagementAuthenticator = new ManagementAuthenticator(Access, Directory, managementDigests, time);
        Objects = new AdminObjects(Directory, Access);
        SignInLinks = new SignInLinks(time);
        Accounts = _opened.Own(new InstallationAccounts(
            stores.Accounts, stores.Sessions, secrets.MasterKey, Access, Directory, changes, Objects, installation, time, Loggers));
        Cache = _opened.Own(new ExactCache(time, stores.Cache, Telemetry.Metrics, Loggers.CreateLogger<ExactCache>()));
        Idempotency = new IdempotencyBook(stores.Idempotency, new IdempotencySeal(DataKeys), time, Loggers.CreateLogger<IdempotencyBook>());
        Responses = new ResponseBook(stores.Responses, new ResponseSeal(DataKeys), () => Snapshots.Current.Responses, time, Loggers.CreateLogger<ResponseBook>());
        var credits = new CreditAccounts(time, stores.IsShared);
        Credits = _opened.Own(new CreditBook(stores.Credits, credits, Directory, time));
        CreditOperations = new CreditOperations(Credits, Objects, time);
        Budgets = new BudgetKeeper(time, credits, stores.Leases);
        Load = new LoadShedder(() => Snapshots.Current.Overload.MaxWait);
        Telemetry.Metrics.WatchQueue(() => Load.Waited);
        Bodies = new BodyMemory(() => Snapshots.Current.Overload.MaxBodyBytes);
        Rates = new RateLimiter(time, stores.Rates);
        Limits = _opened.Own(new LimitBook(stores.Limits, Budgets, Rates, time));
        Webhooks = _opened.Own(new WebhookBook(WebhookStore, DataKeys, time));
        Egress = new EgressGuard(() => Snapshots.Current.WebhookTargets) { OwnPorts = [.. installation.Urls.Select(url => url.Port)] };
        Dispatcher = new WebhookDispatcher(
            WebhookStore, Webhooks, _opened.Own(new WebhookSender(Egress, time)), DataKeys, time, Loggers.CreateLogger<WebhookDispatcher>())
        {
            Longest = stores.IsShared ? TimeSpan.FromSeconds(2) : TimeSpan.FromHours(1),
        };
        Notices = new BudgetNotices(
            Budgets, stores.Limits, WebhookStore, Webhooks, Dispatcher, Directory, time, Loggers.CreateLogger<BudgetNotices>());
        Targets = new TargetBook(time, Loggers.CreateLogger<TargetBook>());
        Telemetry.Watch(Targets);
        Policies = new PolicyBook(PolicyStore, PolicyDirectory, changes);
        Catalog = new InstallationCatalog(stores, new EntryKeySeal(secrets.MasterKey), Configuration, changes, Audit, time);
        Credentials = new CredentialDirectory(DataKeys);
        CredentialEgress = new EgressGuard(() => Snapshots.Current.CredentialTargets) { OwnPorts = Egress.OwnPorts };
        SourceConnections = _opened.Own(new SourceConnections(CredentialEgress));
        CredentialBook = _opened.Own(new CredentialBook(stores.Credentials, Credentials, DataKeys, time));
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
        Reconciliations = _opened.Own(new ReconciliationOperations(
            stores.Reconciliations, stores.Receipts, new ArchiveReader(stores.Archives), Objects, Snapshots, SigningKeys, ground.DataFile("reconciliations"), time));
        _background = new BackgroundWork(Loggers.CreateLogger<BackgroundWork>());
    }

    public Installation Installation => _ground.Installation;

    public InstallationSecrets Secrets => _ground.Secrets;

    /// <summary>The configuration in force, and how it is read again.</summary>
    public LiveConfiguration Configuration => _ground.Configuration;

    public SnapshotHolder Snapshots => Configuration.Snapshots;

    /// <summary>Models, sources and prices that operators set.</summary>
    public InstallationCatalog Catalog { get; }

    public TimeProvider Time => _ground.Time;

    public ILoggerFactory Loggers => _ground.Loggers;

    /// <summary>Where everything is kept.</summary>
    public InstallationStores Stores => _stores;

    public TenancyDirectory Directory { get; } = new();

    /// <summary>Members and management keys.</summary>
    public AccessDirectory Access { get; } = new();

    public DataKeyRing DataKeys => _ground.DataKeys;

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

    public SigningKeys SigningKeys => _stores.SigningKeys;

    internal SourceObjects SourceObjects => new(Snapshots, Credentials, PolicyDirectory, Budgets, _stores.SourceObjects, Directory, Time);

    internal RouteStep Routes => new(PolicyDirectory, Credentials, new Router(), Budgets, Targets, SourceObjects.References);

    public ExactCache Cache { get; }

    public IdempotencyBook Idempotency { get; }

    /// <summary>Responses kept for their callers.</summary>
    public ResponseBook Responses { get; }

    /// <summary>What it tells of itself while it runs.</summary>
    public InstallationTelemetry Telemetry => _ground.Telemetry;

    /// <summary>Prepaid credit of organizations.</summary>
    public CreditBook Credits { get; }

    public CreditOperations CreditOperations { get; }

    public BudgetKeeper Budgets { get; }

    /// <summary>Refuses what there is no processor for.</summary>
    public LoadShedder Load { get; }

    /// <summary>Refuses what there is no memory for.</summary>
    internal BodyMemory Bodies { get; }

    public RateLimiter Rates { get; }

    public LimitBook Limits { get; }

    /// <summary>Providers' files beside the receipts.</summary>
    public ReconciliationOperations Reconciliations { get; }

    /// <summary>The policies in force.</summary>
    public PolicyDirectory PolicyDirectory { get; } = new();

    public IPolicyStore PolicyStore => _stores.Policies;

    public PolicyBook Policies { get; }

    public IWebhookStore WebhookStore => _stores.Webhooks;

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

    public IReportStore Reports => _stores.Reports;

    /// <summary>Proofs, share links and signing keys.</summary>
    public InstallationEvidence Evidence { get; private set; } = null!;

    /// <summary>Takes a checkpoint now, as it is taken every minute.</summary>
    internal ValueTask<Checkpoint?> TakeCheckpointAsync(CancellationToken cancellationToken) => _checkpoints!.TakeAsync(cancellationToken);

    /// <summary>Usage, exports, statements and archives.</summary>
    public InstallationReports Reporting { get; private set; } = null!;

    public GatewayPipeline Pipeline { get; private set; } = null!;

    public AdminOperations Operations { get; }

    /// <summary>What the operator should know about this start, in sentences.</summary>
    public List<string> Findings => _ground.Findings;

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
        PostgresAddress? address = null;
        if (installation.Database is { } text && !PostgresAddress.TryRead(text, out address, out var problem))
        {
            problems.Add(new ConfigurationProblem("NEXTMODEL_DATABASE", $"It {problem}."));
        }

        if (problems.Count > 0 || InstallationSecrets.Open(installation, environment, problems) is not { } secrets)
        {
            return null;
        }

        var ground = new InstallationGround(installation, secrets, configuration, time);
        OpenInstallation opened;
        try
        {
            opened = new OpenInstallation(
                ground, address is null ? SqliteStores.Open(ground) : await PostgresStores.OpenAsync(ground, address, cancellationToken));
        }
        catch
        {
            ground.Dispose();
            throw;
        }

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
        _background.Start("webhooks", stopping => _stores.Alone(SqlTurn.Webhooks, Dispatcher.RunAsync, stopping));
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

        _opened.Dispose();
        _stores.Dispose();
        _ground.Dispose();
    }

    private async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        var follower = await ReplicaChanges.BeginAsync(this, cancellationToken);
        await Tenancy.LoadAsync(cancellationToken);
        await Limits.LoadAsync(cancellationToken);
        await Webhooks.LoadAsync(cancellationToken);
        await Credits.LoadAsync(cancellationToken);
        await Catalog.LoadAsync(cancellationToken);
        foreach (var closed in await CredentialBook.LoadAsync(cancellationToken))
        {
            Findings.Add($"The credential {closed.Id} ('{closed.Name}' at {closed.SourceId}) cannot be opened with its organization's data key: no request goes out under it. Rotate it.");
        }

        await Policies.LoadAsync(ReadPolicy, cancellationToken);
        var store = _stores.Ledger;
        var logs = new LedgerLogs(await store.ReadEndsAsync(cancellationToken), DataKeys, Time);
        Ledger = new LedgerWriter(store, logs, SigningKeys, Time, Loggers.CreateLogger<LedgerWriter>());
        Receipts = new ReceiptReader(store, _stores.Index);
        var proofs = new ReceiptProofs(Receipts, _stores.Index, _stores.Trees, store, SigningKeys);
        var links = new ReceiptShares(Receipts, proofs, _stores.Shares, Time);
        Evidence = new InstallationEvidence(proofs, links, new ShareOperations(links, Installation), new SigningKeyOperations(SigningKeys, Audit));
        Reporting = _opened.Own(new InstallationReports(this, _ground.DataFile("exports.json")));
        await WitnessAsync(store, cancellationToken);
        var intents = _opened.Own(InstallationIntents.Open(this, _stores, _ground.DataFile("intents.bin")));
        await intents.RecoverAsync(cancellationToken);
        await Notices.SweepAsync(cancellationToken);
        await intents.FreeClaimsAsync(this, _background, cancellationToken);
        Pipeline = new GatewayPipeline(
            Authenticator, Snapshots, Routes, Credentials, Targets, Load, Rates, Budgets, Cache, Idempotency, new Forwarder(SourceConnections, Targets, Time), Ledger, intents.Log, SourceObjects, Telemetry.Requests, Time);
        _upkeep = new Upkeep(Configuration, Tenancy, CredentialBook, Credits, Ledger.Admission, Loggers.CreateLogger<Upkeep>());
        if (follower is not null)
        {
            _background.Start("changes through other replicas", follower.RunAsync);
        }

        intents.Start(_background);
        _background.Start("cache", Cache.RunAsync);
        _background.Repeat("idempotency keys", TimeSpan.FromMinutes(1), Time, Idempotency.SweepAsync);
        _background.Repeat("kept responses", TimeSpan.FromMinutes(1), Time, Responses.SweepAsync);
        _background.Repeat("last use of keys", TimeSpan.FromMinutes(1), Time, _upkeep.SaveLastUsedAsync);
        _background.Repeat("sessions", TimeSpan.FromHours(1), Time, Accounts.SweepAsync);
        _background.Repeat("what counts from a moment on", TimeSpan.FromSeconds(1), Time, _upkeep.PutInForceAsync);
        _background.Repeat("ends of promos", TimeSpan.FromMinutes(1), Time, _upkeep.EndPromosAsync);
    }

    internal static PolicyDocument? ReadPolicy(string text) => PolicyReader.Read(text, null, []);

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
}

using Microsoft.Extensions.Logging;
using NextModel.Ledger;
using NextModel.Limits;
using NextModel.Storage.Postgres;
using NextModel.Storage.Postgres.Ledger;
using NextModel.Storage.Postgres.Limits;
using Npgsql;

namespace NextModel.Gateway.Hosting;

/// <summary>
/// Intents of a replica among others, and all it does because there are others: it says that it lives, takes over what those leave that do not,
/// and gives back what it has leased of budgets and credit and does not need.
/// </summary>
internal sealed class ReplicaIntents : InstallationIntents
{
    private static readonly TimeSpan CreditsInterval = TimeSpan.FromSeconds(10);

    private readonly OpenInstallation _installation;
    private readonly IReceiptIndex _index;
    private readonly PostgresReplica _replica;
    private readonly PostgresIntentLog _intents;
    private readonly PostgresSuccession _succession;
    private readonly PostgresLeaseListener _listener;
    private readonly BudgetLeases _leases;

    public ReplicaIntents(OpenInstallation installation, InstallationStores stores, PostgresReplica replica)
    {
        var database = (PostgresDatabase)stores.Database;
        _installation = installation;
        _index = stores.Index;
        _replica = replica;
        _intents = new PostgresIntentLog(database, replica, installation.Ledger.Admission.Pause);
        _leases = installation.Budgets.Leases!;
        _listener = new PostgresLeaseListener(database, replica, _leases, installation.Time);
        _succession = new PostgresSuccession(
            database, replica, stores.Index, installation.Ledger, installation.Budgets, installation.DataKeys, installation.Loggers.CreateLogger<IntentRecovery>());
    }

    public override IIntentLog Log => _intents;

    // Those that died a moment ago are not silent for long enough yet: they are succeeded when they are.
    public override async ValueTask RecoverAsync(CancellationToken cancellationToken)
    {
        if (await _succession.RunAsync(PostgresReplica.Lease, cancellationToken) is > 0 and var interrupted)
        {
            _installation.Findings.Add($"{interrupted} requests were in flight when another process died; their receipts say 'interrupted'.");
        }
    }

    public override async ValueTask<bool> MayHaveReceiptAsync(Guid id, CancellationToken cancellationToken) =>
        await _intents.HoldsAsync(id, cancellationToken) || await _index.FindAsync(id, cancellationToken) is not null;

    public override void Start(BackgroundWork background)
    {
        var time = _installation.Time;
        background.Repeat("sign of life", PostgresReplica.Interval, time, BeatAsync);
        background.Repeat("replicas that died", PostgresReplica.Interval, time, async stopping => await _succession.RunAsync(PostgresReplica.Lease, stopping));
        background.Repeat("leases", BudgetLeases.Interval, time, _leases.RefreshAsync);
        background.Repeat("credit", CreditsInterval, time, _installation.Credits.LoadAsync);
        background.Start("rate limits", _installation.Rates.Sharing!.RunAsync);
        background.Start("leases that others ask for", _listener.RunAsync);
    }

    public override void Dispose()
    {
        // The replica ends with its stores.
    }

    private async ValueTask BeatAsync(CancellationToken stopping)
    {
        try
        {
            if (!await _replica.BeatAsync(stopping))
            {
                _installation.Ledger.Admission.Close("this process was silent for too long and was taken for dead; others have ended its requests, and it must start anew");
            }
        }
        catch (NpgsqlException)
        {
            // So that a balancer hears of it also where nobody asks for anything.
            _installation.Ledger.Admission.Pause("the PostgreSQL server cannot be reached");
            throw;
        }
    }
}

using NextModel.Credits;
using NextModel.Ledger;
using NextModel.Limits;
using NextModel.Storage.Postgres.Ledger;
using NextModel.Storage.Postgres.Limits;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Postgres;

/// <summary>One replica that reserves, records and settles what requests cost, as the pipeline does.</summary>
internal sealed class OpenPostgresBudgets : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _listening;

    private OpenPostgresBudgets(OpenPostgresLedger opened, TestLedger ledger, IEnumerable<Budget> budgets, TimeProvider time)
    {
        Opened = opened;
        Ledger = ledger;
        Intents = new PostgresIntentLog(opened.Database, opened.Replica, _ => { });
        Credits = new CreditAccounts(time, isLeased: true);
        Keeper = new BudgetKeeper(time, Credits, new PostgresBudgetLeaseStore(opened.Database, opened.Replica));
        foreach (var budget in budgets)
        {
            Keeper.Put(budget);
        }

        _listening = new PostgresLeaseListener(opened.Database, opened.Replica, Keeper.Leases!, time).RunAsync(_stop.Token);
    }

    public OpenPostgresLedger Opened { get; }

    public TestLedger Ledger { get; }

    public PostgresIntentLog Intents { get; }

    public CreditAccounts Credits { get; }

    public BudgetKeeper Keeper { get; }

    public static async Task<OpenPostgresBudgets> StartAsync(
        string directory, string own, IEnumerable<Budget> budgets, TimeProvider time, CancellationToken cancellationToken)
    {
        var opened = new OpenPostgresLedger(directory, own);
        return new OpenPostgresBudgets(opened, await TestLedger.StartAsync(opened.Store, directory, time, cancellationToken), budgets, time);
    }

    /// <summary>Reserves an amount; null where it is refused.</summary>
    public async Task<BudgetReservation?> ReserveAsync(long nano, CancellationToken cancellationToken)
    {
        var chain = Keeper.ChainOf(SampleTenant.Caller(), "m", "")!;
        BudgetReservation? reservation;
        while (Keeper.TryReserve(chain, nano, out reservation) is not null)
        {
            if (await Keeper.Leases!.ExtendAsync(chain, nano, nano, cancellationToken) != LeaseOutcome.Enough)
            {
                return null;
            }
        }

        return reservation;
    }

    /// <summary>Notes that a request with this reservation is dispatched.</summary>
    public async Task<LedgerEntry> DispatchAsync(BudgetReservation reservation)
    {
        var entry = SampleEntries.Fresh(SampleTenant.Caller(), Ledger.NewId());
        entry.Reservation = reservation;
        (await Intents.BeginAsync(entry)).Refusal.ShouldBeNull();
        return entry;
    }

    /// <summary>Writes its receipt, with what it was charged.</summary>
    public async Task<bool> SettleAsync(LedgerEntry entry, long nano)
    {
        entry.Reservation!.SettledNano = nano;
        var commit = await Ledger.Writer.AppendAsync(entry);
        if (commit.IsDurable)
        {
            Keeper.Settle(entry.Reservation);
        }

        return commit.IsDurable;
    }

    /// <summary>Goes as a killed process does.</summary>
    public async Task KillAsync()
    {
        await StopListeningAsync();
        Ledger.Dispose();
        Opened.Kill();
    }

    public async ValueTask DisposeAsync()
    {
        await StopListeningAsync();
        Ledger.Dispose();
        Opened.Dispose();
    }

    private async Task StopListeningAsync()
    {
        if (!_stop.IsCancellationRequested)
        {
            await _stop.CancelAsync();
            await _listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _stop.Dispose();
        }
    }
}

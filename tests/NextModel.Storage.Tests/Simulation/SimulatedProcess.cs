using Microsoft.Extensions.Logging.Abstractions;
using NextModel.Ledger;
using NextModel.Limits;
using NextModel.Secrets;
using NextModel.Storage.Tests.Sqlite;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Simulation;

/// <summary>The money core of one process, as its start sets it up over what is on disk: budgets, intents, the ledger's writer.</summary>
internal sealed class SimulatedProcess : IDisposable
{
    private const int Slots = 64;
    private const int FewSlots = 4;

    private readonly TestLedger _ledger;

    private SimulatedProcess(OpenSqliteReports opened, TestLedger ledger, IntentLog intents, BudgetKeeper budgets)
    {
        (Opened, _ledger, Intents, Budgets) = (opened, ledger, intents, budgets);
    }

    public OpenSqliteReports Opened { get; }

    public LedgerWriter Writer => _ledger.Writer;

    public SigningKeys Keys => _ledger.Keys;

    public IntentLog Intents { get; }

    public BudgetKeeper Budgets { get; }

    /// <summary>Starts it without anything going wrong: what a dead process left behind gets its receipts first.</summary>
    public static SimulatedProcess Start(string directory, ManualTime time, SynchronizationContext turns, Func<ILedgerStore, ILedgerStore> faulty, bool holdsLeftBehind, bool fewIntents)
    {
        var opened = new OpenSqliteReports(directory);
        var budgets = new BudgetKeeper(time);
        foreach (var (budget, count) in Now(opened.Ledger.Limits.LoadAsync(CancellationToken.None)).Budgets)
        {
            budgets.Put(budget, count);
        }

        var keys = new DataKeyRing();
        keys.Add(SampleTenant.Caller().Organization.Id, new DataKey(Enumerable.Repeat((byte)1, 32).ToArray()));
        using (var recovering = Now(new ValueTask<TestLedger>(TestLedger.StartAsync(opened.Store, directory, time, CancellationToken.None, turns))))
        using (var left = IntentLog.Open(Intents(), FewSlots))
        {
            Now(new IntentRecovery(left, opened.Index, recovering.Writer, holdsLeftBehind ? budgets : new BudgetKeeper(time), keys, NullLogger<IntentRecovery>.Instance).RunAsync(CancellationToken.None));
        }

        var ledger = Now(new ValueTask<TestLedger>(TestLedger.StartAsync(faulty(opened.Store), directory, time, CancellationToken.None, turns)));
        return new SimulatedProcess(opened, ledger, IntentLog.Open(Intents(), fewIntents ? FewSlots : Slots), budgets);

        string Intents() => Path.Combine(directory, "intents.bin");
    }

    /// <summary>What is done on the way up runs to its end at once: SQLite answers where it is asked.</summary>
    public static T Now<T>(ValueTask<T> work) => work.IsCompleted ? work.GetAwaiter().GetResult() : throw new InvalidOperationException("A store waits for something.");

    public static void Now(ValueTask work)
    {
        if (!work.IsCompleted)
        {
            throw new InvalidOperationException("A store waits for something.");
        }

        work.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        Intents.Dispose();
        _ledger.Dispose();
        Opened.Dispose();
    }
}

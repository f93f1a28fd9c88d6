using Microsoft.Extensions.Logging.Abstractions;
using NextModel.Identity;
using NextModel.Ledger;
using NextModel.Secrets;

namespace NextModel.Testing.Ledger;

/// <summary>A ledger writer over a store, as a process start would set it up; the same store can be started again.</summary>
public sealed class TestLedger : IDisposable
{
    private readonly DataKeyRing _dataKeys = new();

    private TestLedger(ILedgerStore store, SigningKeys keys, IReadOnlyList<LedgerHead> heads, TimeProvider time, SynchronizationContext? turns)
    {
        for (var organization = 1; organization <= 20; organization++)
        {
            _dataKeys.Add(SampleTenant.Caller(organization).Organization.Id, new DataKey(Enumerable.Repeat((byte)organization, 32).ToArray()));
        }

        Time = time;
        Store = store;
        Keys = keys;
        Heads = heads;
        Writer = new LedgerWriter(store, new LedgerLogs(heads, _dataKeys, time), keys, time, NullLogger<LedgerWriter>.Instance, turns);
    }

    public ILedgerStore Store { get; }

    public SigningKeys Keys { get; }

    public LedgerWriter Writer { get; }

    /// <summary>What the store said at start.</summary>
    public IReadOnlyList<LedgerHead> Heads { get; }

    public TimeProvider Time { get; }

    /// <summary>The master key all test ledgers share.</summary>
    public static MasterKey Master { get; } = new(Enumerable.Repeat((byte)42, MasterKey.Size).ToArray());

    public static async Task<TestLedger> StartAsync(
        ILedgerStore store, string directory, TimeProvider time, CancellationToken cancellationToken, SynchronizationContext? turns = null) =>
        new(store, SigningKeys.Open(Path.Combine(directory, "signing"), Master, time), await store.ReadEndsAsync(cancellationToken), time, turns);

    public Guid NewId() => Guid.CreateVersion7(Time.GetUtcNow());

    /// <summary>Writes a fresh answer's receipt and waits for it.</summary>
    public async Task<(LedgerEntry Entry, LedgerCommit Commit)> AppendAsync(Caller caller, long input = 19, long output = 42)
    {
        var entry = SampleEntries.Fresh(caller, NewId(), input, output);
        return (entry, await Writer.AppendAsync(entry));
    }

    public void Dispose() => Keys.Dispose();
}

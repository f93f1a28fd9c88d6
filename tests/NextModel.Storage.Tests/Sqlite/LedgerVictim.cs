using NextModel.Ledger;
using NextModel.Storage.Sqlite;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Sqlite;

/// <summary>
/// A process that writes receipts from many threads until it is killed: intent, receipt, intent ended. It says on its standard output what a
/// client would know: <c>begun</c> when a request is dispatched, <c>done</c> when its receipt is durable.
/// </summary>
internal static class LedgerVictim
{
    public const string Switch = "--ledger-victim";

    private const int Requests = 12;

    public static async Task<int> RunAsync(string directory)
    {
        using var held = DataDirectoryLock.Acquire(directory);
        using var opened = new OpenSqliteLedger(directory);
        using var ledger = await TestLedger.StartAsync(opened.Store, directory, TimeProvider.System, CancellationToken.None);
        using var intents = IntentLog.Open(Path.Combine(directory, "intents.bin"), 64);
        await using var output = Console.OpenStandardOutput();
        var say = new Lock();
        await Task.WhenAll(Enumerable.Range(0, Requests).Select(worker => Task.Factory.StartNew(
            () => WriteForEverAsync(worker, ledger, intents, line =>
            {
                lock (say)
                {
                    output.Write(System.Text.Encoding.ASCII.GetBytes(line + "\n"));
                }
            }),
            TaskCreationOptions.LongRunning).Unwrap()));
        return 0;
    }

    private static async Task WriteForEverAsync(int worker, TestLedger ledger, IntentLog intents, Action<string> say)
    {
        while (true)
        {
            var entry = SampleEntries.Fresh(SampleTenant.Caller(1 + (worker % 2), key: worker), ledger.NewId());
            if (!intents.TryBegin(entry, out var slot))
            {
                throw new InvalidOperationException("There is a slot for every worker.");
            }

            say($"begun {entry.Id:N}");
            var commit = await ledger.Writer.AppendAsync(entry);
            if (!commit.IsDurable)
            {
                throw new InvalidOperationException(commit.Error.Message);
            }

            say($"done {entry.Id:N} {commit.Hash}");
            intents.End(slot);
        }
    }
}

using System.Collections.Concurrent;
using NextModel.Ledger;
using NextModel.Secrets;
using NextModel.Storage.Sqlite;
using NextModel.Storage.Sqlite.Ledger;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Benchmarks.Ledger;

/// <summary>
/// Fills data directories with receipts of one organization: 50 projects with 10 keys each, every third a replay.
/// Whole batches go straight to the store, so ten million take minutes, not an hour. What it makes is removed when the process ends.
/// </summary>
internal static class GeneratedLedger
{
    public const int Projects = 50;
    public const int KeysPerProject = 10;

    /// <summary>Receipts in <see cref="BusySeconds"/>.</summary>
    public const int BusyReceipts = 200_000;

    private const int Batch = 1024;

    private static readonly string[] Models = ["my-model", "my-other-model", "a-large-model", "a-small-model"];

    public static DateTimeOffset Start { get; } = SampleTenant.Day;

    public static DateTimeOffset End { get; } = Start.AddDays(60);

    /// <summary>A million receipts of four models, or as many as NEXTMODEL_BENCH_RECEIPTS says, spread evenly over 60 days.</summary>
    public static string SixtyDays => SixtyDaysFilled.Value;

    /// <summary>200,000 receipts of 20 seconds of a busy gateway.</summary>
    /// <param name="models">Called, 1 to 4: each makes 1,000 slices.</param>
    public static string BusySeconds(int models) => BusySecondsFilled.GetOrAdd(models, static models => Fill(BusyReceipts, TimeSpan.FromMilliseconds(0.1), models));

    private static readonly Lazy<string> SixtyDaysFilled = new(() =>
    {
        var receipts = int.TryParse(Environment.GetEnvironmentVariable("NEXTMODEL_BENCH_RECEIPTS"), out var wanted) ? wanted : 1_000_000;
        return Fill(receipts, (End - Start) / receipts, Models.Length);
    });

    private static readonly ConcurrentDictionary<int, string> BusySecondsFilled = new();

    private static string Fill(int receipts, TimeSpan step, int models)
    {
        var directory = Directory.CreateTempSubdirectory("nextmodel-bench-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(directory, recursive: true);
        using var database = SqliteDatabase.Open(Path.Combine(directory, "nextmodel.db"), SqliteSettings.Main);
        var time = new ManualTime(Start);
        var dataKeys = new DataKeyRing();
        dataKeys.Add(SampleTenant.Caller().Organization.Id, new DataKey(new byte[32]));
        using var keys = SigningKeys.Open(Path.Combine(directory, "signing"), TestLedger.Master, time);
        using var store = new SqliteLedgerStore(database, new DiskReserve(Path.Combine(directory, "reserve"), 0));
        Append(store, keys, new LedgerLogs([], dataKeys, time).For(SampleTenant.Caller().Organization.Id), time, receipts, step, random => Entry(time, random, models));
        return directory;
    }

    /// <summary>Appends receipts of one organization in whole batches.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="keys">Signs them.</param>
    /// <param name="log">The organization's log.</param>
    /// <param name="time">Goes on by <paramref name="step"/> for each.</param>
    /// <param name="receipts">How many.</param>
    /// <param name="step">From one to the next.</param>
    /// <param name="entry">Makes one.</param>
    public static void Append(ILedgerStore store, SigningKeys keys, LedgerLog log, ManualTime time, int receipts, TimeSpan step, Func<Random, LedgerEntry> entry)
    {
        var random = new Random(11);
        var drafts = Enumerable.Range(0, Batch).Select(_ => new ReceiptDraft()).ToArray();
        for (var written = 0; written < receipts; written += Batch)
        {
            var batch = drafts[..Math.Min(Batch, receipts - written)];
            for (var i = 0; i < batch.Length; i++)
            {
                time.Advance(step);
                batch[i].Write(null!, entry(random), log);
                batch[i].Stage(time.GetUtcNow().ToUnixTimeMilliseconds(), i);
            }

            var seal = new byte[CommitSeal.Size];
            SignedRoot.Sign(keys.Current, new MerkleTree(batch.Select(draft => draft.Hash)).Root, batch.Length, seal);
            var added = store.AppendAsync(new LedgerBatch(batch, new CommitSeal(seal)), CancellationToken.None).AsTask().GetAwaiter().GetResult();
            log.Commit(added.FirstPosition);
        }
    }

    private static LedgerEntry Entry(ManualTime time, Random random, int models)
    {
        var project = random.Next(Projects);
        var caller = SampleTenant.Caller(1, project, (project * KeysPerProject) + random.Next(KeysPerProject));
        var entry = SampleEntries.Fresh(caller, Guid.CreateVersion7(time.GetUtcNow()), random.Next(1, 20_000), random.Next(1, 2_000));
        entry.EffectiveModel = Models[random.Next(models)];
        if (random.Next(3) > 0)
        {
            return entry;
        }

        var replay = SampleEntries.Replay(entry, Guid.CreateVersion7(time.GetUtcNow()));
        replay.EffectiveModel = entry.EffectiveModel;
        return replay;
    }
}

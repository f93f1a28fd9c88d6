using System.Data.Common;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using NextModel.Ledger;
using NextModel.Storage.Ledger;
using NextModel.Storage.Postgres;
using NextModel.Storage.Postgres.Ledger;
using NextModel.Telemetry;

namespace NextModel.Storage.Sqlite.Derived;

/// <summary>
/// <c>derived.db</c>: indexes and sums over the ledger, made by a thread of their own some seconds behind it. Deleted, damaged or of
/// another ledger, it is made again; nothing is lost with it, and what it does not have yet is in <see cref="Tail"/>.
/// </summary>
/// <remarks>
/// A chunk touches a page of the index for every key in it, whether the key has one receipt there or twenty: under load a chunk waits
/// until it is large. Measured with 500 keys at 2,500 receipts a second: two thirds of all file writes were made for chunks of a half second.
/// A second file, because a chunk holds its write lock for tens of milliseconds. The ledger is read through read-only connections, never
/// attached: a transaction here would lock it too (docs/adr/0006).
/// </remarks>
public sealed partial class DerivedFile : IDisposable
{
    private const int Chunk = 10_000;

    // A chunk goes when it is full, when nothing new came for a pause, or after this many pauses.
    private const int MostPauses = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);

    private readonly ManualResetEvent _stop = new(false);
    private readonly ILogger<DerivedFile> _logger;
    private readonly SqliteDatabase _database;
    private readonly DerivedStep _step;
    private readonly Thread _thread;

    // Kept, so that a chunk allocates nothing per receipt.
    private readonly List<ReceiptFact> _facts = [];

    private DerivedFile(SqliteDatabase database, IReceiptFacts facts, ILogger<DerivedFile> logger)
    {
        _logger = logger;
        _database = database;
        Facts = facts;
        Tail = new LedgerTail(facts);
        Tail.Restart(Watermark(database.Writer));
        Slices = new SliceTable(database.Writer);
        Bands = new BandTable(database.Writer);
        _step = new DerivedStep(database.Writer, Slices, Bands);
        _thread = new Thread(Run) { IsBackground = true, Name = "derived" };
    }

    internal IReceiptFacts Facts { get; }

    /// <summary>The receipts that are not in the file yet.</summary>
    internal LedgerTail Tail { get; }

    internal SliceTable Slices { get; }

    internal BandTable Bands { get; }

    /// <summary>Opens the file for the ledger in nextmodel.db, or makes a new one when it cannot be used.</summary>
    public static DerivedFile Open(string path, SqliteDatabase ledger, ILogger<DerivedFile> logger) => Open(path, new SqliteReceiptFacts(ledger), logger);

    /// <summary>The same for the ledger in PostgreSQL: each replica has a file of its own.</summary>
    /// <exception cref="DbException">The database cannot be reached.</exception>
    public static DerivedFile Open(string path, PostgresDatabase ledger, ILogger<DerivedFile> logger) => Open(path, new PostgresReceiptFacts(ledger), logger);

    private static DerivedFile Open(string path, IReceiptFacts facts, ILogger<DerivedFile> logger)
    {
        try
        {
            var database = SqliteDatabase.Open(path, SqliteSettings.Derived);
            if (IsOf(database, facts))
            {
                return new DerivedFile(database, facts, logger);
            }

            database.Dispose();
        }
        catch (Exception unusable) when (unusable is SqliteException or InvalidDataException)
        {
            LogUnusable(logger, unusable);
        }

        foreach (var file in (string[])[path, path + "-wal", path + "-shm"])
        {
            File.Delete(file);
        }

        LogRebuilt(logger, path);
        return new DerivedFile(SqliteDatabase.Open(path, SqliteSettings.Derived), facts, logger);
    }

    /// <summary>Starts the thread that follows the ledger.</summary>
    public void Start() => _thread.Start();

    /// <summary>Reads one chunk; false when there was nothing left to read.</summary>
    public bool CatchUp() => CatchUp(Chunk);

    /// <summary>Reads one chunk of so many receipts at most.</summary>
    internal bool CatchUp(int chunk)
    {
        lock (_database.Gate)
        {
            Tail.ReadOn(chunk);
            _facts.Clear();
            Tail.CopyTo(_facts, chunk);
            if (_facts is not [.., var last])
            {
                return false;
            }

            var hash = Facts.HashAt(last.Position)!.Value;
            try
            {
                using var transaction = _database.Writer.BeginTransaction();
                _step.Apply(CollectionsMarshal.AsSpan(_facts), hash);
                transaction.Commit();
                Tail.Restart(last.Position);
                return _facts.Count == chunk;
            }
            catch
            {
                Slices.Reload();
                Bands.Reload();
                _step.Forget();
                throw;
            }
        }
    }

    public void Dispose()
    {
        _stop.Set();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        _step.Dispose();
        Slices.Dispose();
        Bands.Dispose();
        _database.Dispose();
        _stop.Dispose();
    }

    internal SqliteReaderLease RentReader() => _database.RentReader();

    /// <summary>Position up to which the ledger is in the file, as this connection's transaction sees it.</summary>
    internal static long Watermark(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT coalesce(max(position), 0) FROM watermark";
        return (long)command.ExecuteScalar()!;
    }

    private void Run()
    {
        var pause = Pause;
        var pauses = 0;
        while (!_stop.WaitOne(pause))
        {
            try
            {
                if (IsDue(++pauses))
                {
                    pauses = 0;
                    while (CatchUp() && !_stop.WaitOne(0))
                    {
                    }
                }

                pause = Pause;
            }
            catch (Exception failure) when (failure is DbException or InvalidDataException)
            {
                LogBehind(failure);
                pause = PauseAfterFailure;
            }
        }
    }

    private bool IsDue(int pauses)
    {
        lock (_database.Gate)
        {
            var came = Tail.ReadOn(Chunk);
            return Tail.Count > 0 && (came == 0 || Tail.Count >= Chunk || pauses >= MostPauses);
        }
    }

    // True when the receipt at the watermark is the one the file was made from.
    private static bool IsOf(SqliteDatabase database, IReceiptFacts facts)
    {
        using var command = database.Writer.CreateCommand();
        command.CommandText = "SELECT position, hash FROM watermark";
        using var rows = command.ExecuteReader();
        return !rows.Read() || facts.HashAt(rows.GetInt64(0)) == ReceiptHash.Read(rows.GetFieldValue<byte[]>(1));
    }

    [LoggerMessage(EventIds.DerivedFileRebuilt, LogLevel.Warning, "{Path} is made again from the ledger; reports are slower until it has caught up")]
    private static partial void LogRebuilt(ILogger logger, string path);

    [LoggerMessage(EventIds.DerivedFileUnusable, LogLevel.Warning, "The file of indexes and sums cannot be used")]
    private static partial void LogUnusable(ILogger logger, Exception unusable);

    [LoggerMessage(EventIds.DerivedFileBehind, LogLevel.Error, "Indexes and sums could not follow the ledger; reports stay right and become slower")]
    private partial void LogBehind(Exception failure);
}

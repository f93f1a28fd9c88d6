using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using NextModel.Caching;
using NextModel.Telemetry;

namespace NextModel.Storage.Sqlite.Cache;

/// <summary>
/// Entries of the exact cache in a SQLite file of their own (cache.db, relaxed sync: losing one is a miss). A file that cannot be read is
/// made anew; one that cannot be made is tried again at every sweep, and meanwhile nothing is found.
/// </summary>
public sealed partial class SqliteCacheStore : ICacheStore, IDisposable
{
    private readonly Lock _lifecycle = new();
    private readonly string _path;
    private readonly CacheSeal _seal;
    private readonly GatewayMetrics _metrics;
    private readonly ILogger<SqliteCacheStore> _logger;
    private SqliteCacheFile? _file;
    private bool _isDisposed;

    /// <param name="path">The file; it need not exist.</param>
    /// <param name="seal">Seals and opens rows.</param>
    /// <param name="metrics">Counts refused rows and lost files.</param>
    /// <param name="logger">Told of the same.</param>
    public SqliteCacheStore(string path, CacheSeal seal, GatewayMetrics metrics, ILogger<SqliteCacheStore> logger)
    {
        _path = path;
        _seal = seal;
        _metrics = metrics;
        _logger = logger;
        OpenOrRecreate();
    }

    /// <summary>False: one process has the file.</summary>
    public bool IsShared => false;

    /// <summary>Entries in the file.</summary>
    public int Count => Volatile.Read(ref _file)?.Count ?? 0;

    public ValueTask<CacheEntry?> FindAsync(CacheKey key, string organization, string project, CancellationToken cancellationToken)
    {
        var file = Volatile.Read(ref _file);
        return file?.Find(key) is { } place ? new ValueTask<CacheEntry?>(Read(file, place, organization, project)) : default;
    }

    // On a thread of its own: a checkpoint waits for the disk, and the pool has no more threads than there are cores.
    public ValueTask WriteAsync(IReadOnlyList<CacheWrite> writes, CancellationToken cancellationToken) => new(Task.Factory.StartNew(
        () => Use(File(), 0, open =>
        {
            open.Write(writes, _seal);
            return writes.Count;
        }),
        cancellationToken,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default));

    public ValueTask DeleteAsync(CacheKey key, CancellationToken cancellationToken)
    {
        Use(File(), 0, open =>
        {
            if (open.Find(key) is { } place)
            {
                open.Delete(place);
            }

            return 0;
        });
        return ValueTask.CompletedTask;
    }

    public ValueTask<int> DeleteProjectAsync(string organization, string project, CancellationToken cancellationToken) =>
        new(Use(File(), 0, open => open.DeleteProject(organization, project)));

    public ValueTask<int> DeleteReceiptAsync(
        string organization, string project, string receiptId, CancellationToken cancellationToken) =>
        new(Use(File(), 0, open => open.DeleteReceipt(organization, project, receiptId)));

    public ValueTask<int> DeleteExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _file) is null)
        {
            OpenOrRecreate();
        }

        return new(Use(File(), 0, open => open.DeleteExpired(now)));
    }

    public void Dispose()
    {
        lock (_lifecycle)
        {
            _isDisposed = true;
            _file?.Dispose();
            _file = null;
        }
    }

    private CacheEntry? Read(SqliteCacheFile file, SqliteCachePlace place, string organization, string project) => Use(file, null, open =>
    {
        if (open.Read(place) is { } row)
        {
            if (row.Organization == organization && row.Project == project && _seal.TryOpen(row) is { } entry)
            {
                return entry;
            }

            _metrics.CacheMismatch("row");
            LogRowRefused(project);
        }

        open.Delete(place);
        return null;
    });

    private SqliteCacheFile File() => Volatile.Read(ref _file) ?? throw new IOException($"The cache file {_path} is not open.");

    private T Use<T>(SqliteCacheFile file, T otherwise, Func<SqliteCacheFile, T> use)
    {
        try
        {
            return use(file);
        }
        catch (SqliteException error) when (error.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB)
        {
            Recreate(file, error);
            return otherwise;
        }
    }

    private void OpenOrRecreate()
    {
        lock (_lifecycle)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            try
            {
                _file ??= new SqliteCacheFile(_path);
            }
            catch (Exception error) when (error is SqliteException or InvalidDataException or IOException)
            {
                CreateAnew(error);
            }
        }
    }

    private void Recreate(SqliteCacheFile broken, Exception error)
    {
        lock (_lifecycle)
        {
            // Whoever came first has done it.
            if (ReferenceEquals(_file, broken))
            {
                _file = null;
                broken.Dispose();
                CreateAnew(error);
            }
        }
    }

    private void CreateAnew(Exception reason)
    {
        _metrics.CacheStoreFailure("open");
        LogFileRecreated(_path, reason);
        try
        {
            foreach (var suffix in (string[])["", "-wal", "-shm"])
            {
                System.IO.File.Delete(_path + suffix);
            }

            _file = new SqliteCacheFile(_path);
        }
        catch (Exception error) when (error is SqliteException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            LogFileUnusable(_path, error);
        }
    }

    [LoggerMessage(EventIds.CacheRowRefused, LogLevel.Error,
        "A stored cache row asked for by project {Project} did not open as that project's and was deleted. The request went upstream.")]
    private partial void LogRowRefused(string project);

    [LoggerMessage(EventIds.CacheFileRecreated, LogLevel.Error,
        "The cache file {Path} could not be used and is made anew; what it held is lost, which is a miss and nothing more.")]
    private partial void LogFileRecreated(string path, Exception reason);

    [LoggerMessage(EventIds.CacheFileUnusable, LogLevel.Error,
        "The cache file {Path} cannot be made. Answers are cached in memory only; the file is tried again every minute.")]
    private partial void LogFileUnusable(string path, Exception reason);
}

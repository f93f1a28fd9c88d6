using Dapper;
using NextModel.Caching;
using NextModel.Json;

namespace NextModel.Storage.Sqlite.Cache;

/// <summary>cache.db, open: sealed rows in and out. What SQLite throws goes through.</summary>
internal sealed class SqliteCacheFile : IDisposable
{
    private const int DeleteAtOnce = 500;

    private readonly SqliteDatabase _database;
    private readonly SqliteCacheRows _rows;
    private readonly SqliteCacheKeys _keys = new();

    // Rows that nothing leads to any more. What could not be deleted is tried again with the next that go, and at every sweep.
    private readonly List<long> _gone = [];

    // Never given twice: whoever is about to read a row may find nothing there, but not another entry.
    private long _lastId;

    public SqliteCacheFile(string path)
    {
        _database = SqliteDatabase.Open(path, SqliteSettings.Cache);
        try
        {
            _rows = new SqliteCacheRows(_database.Writer);
            Load();
        }
        catch
        {
            _rows?.Dispose();
            _database.Dispose();
            throw;
        }
    }

    /// <summary>Entries in the file.</summary>
    public int Count => _keys.Count;

    public SqliteCachePlace? Find(CacheKey key) => _keys.Find(key);

    /// <summary>The row of an entry as it stands; null when it is gone.</summary>
    public SealedCacheRow? Read(SqliteCachePlace place)
    {
        using var lease = _database.RentReader();
        var row = lease.Connection.QuerySingleOrDefault<Row>(
            """
            SELECT organization, project, receipt, created_at CreatedAt, expires_at ExpiresAt, size, sealed
            FROM cache_entries JOIN cache_answers USING (id) WHERE id = @Id
            """,
            new { place.Id });
        return row is null
            ? null
            : new SealedCacheRow(
                place.Key, row.Organization, row.Project, row.Receipt, row.CreatedAt, row.ExpiresAt, row.Size == row.Sealed.Length ? row.Sealed : default);
    }

    /// <summary>
    /// Adds entries in one transaction; then, in another, takes away those of the same keys and the oldest of projects that have more
    /// than their limit. Entries that cannot be sealed are left out.
    /// </summary>
    public void Write(IReadOnlyList<CacheWrite> writes, CacheSeal seal)
    {
        lock (_database.Gate)
        {
            var places = Insert(writes, seal);
            for (var i = 0; i < places.Length; i++)
            {
                if (places[i] is { } place && _keys.Add(place, writes[i].Entry.Organization, writes[i].Entry.Project) is { } earlier)
                {
                    _gone.Add(earlier.Id);
                }
            }

            foreach (var (entry, limit) in writes)
            {
                while (_keys.OldestBeyond(limit, entry.Organization, entry.Project) is { } oldest)
                {
                    Forget(oldest);
                }
            }

            DeleteGone();
        }
    }

    /// <summary>Deletes this very entry; another one of the same key stays.</summary>
    public void Delete(SqliteCachePlace place)
    {
        lock (_database.Gate)
        {
            Forget(place);
            DeleteGone();
        }
    }

    public int DeleteProject(string organization, string project) =>
        DeleteWhere("organization = @organization AND project = @project", new { organization, project });

    public int DeleteReceipt(string organization, string project, string receipt) =>
        DeleteWhere("organization = @organization AND project = @project AND receipt = @receipt", new { organization, project, receipt });

    /// <summary>Deletes expired rows a few at a time, so that nothing else waits long, and those that lie together, together.</summary>
    public int DeleteExpired(DateTimeOffset now)
    {
        var deleted = 0;
        foreach (var expired in _keys.ExpiredBy(now.UtcTicks).OrderBy(place => place.Id).Chunk(DeleteAtOnce))
        {
            lock (_database.Gate)
            {
                deleted += expired.Count(Forget);
                DeleteGone();
            }
        }

        lock (_database.Gate)
        {
            DeleteGone();
        }

        return deleted;
    }

    public void Dispose()
    {
        lock (_database.Gate)
        {
            _rows.Dispose();
            _database.Dispose();
        }
    }

    // The start, and so the only reader.
    private void Load()
    {
        foreach (var row in _database.Writer.Query<Found>(
            "SELECT id, key, organization, project, expires_at ExpiresAt, size FROM cache_entries ORDER BY id", buffered: false))
        {
            // A process that ended between the two transactions of a write has left the earlier row.
            if (_keys.Add(new SqliteCachePlace(KeyOf(row.Key), row.Id, row.ExpiresAt, row.Size), row.Organization, row.Project) is { } earlier)
            {
                _gone.Add(earlier.Id);
            }
        }

        _lastId = _database.Writer.ExecuteScalar<long>(
            "SELECT max(coalesce((SELECT max(id) FROM cache_entries), 0), coalesce((SELECT max(id) FROM cache_answers), 0))");
    }

    private SqliteCachePlace?[] Insert(IReadOnlyList<CacheWrite> writes, CacheSeal seal)
    {
        var places = new SqliteCachePlace?[writes.Count];
        using var buffer = new PooledBuffer(4096);
        _rows.Begin();
        try
        {
            for (var i = 0; i < places.Length; i++)
            {
                buffer.Clear();
                if (seal.TrySeal(writes[i].Entry, buffer) is { } row)
                {
                    _rows.Insert(++_lastId, row);
                    places[i] = new SqliteCachePlace(row.Key, _lastId, row.ExpiresAt, row.Sealed.Length);
                }
            }

            _rows.Commit();
            return places;
        }
        catch
        {
            _rows.RollBack();
            throw;
        }
    }

    private int DeleteWhere(string condition, object parameters)
    {
        lock (_database.Gate)
        {
            var rows = _database.Writer.Query<(long Id, byte[] Key)>($"SELECT id, key FROM cache_entries WHERE {condition}", parameters).AsList();
            foreach (var (id, key) in rows)
            {
                if (_keys.Find(KeyOf(key)) is { } place && place.Id == id)
                {
                    _keys.Remove(place);
                }

                _gone.Add(id);
            }

            DeleteGone();
            return rows.Count;
        }
    }

    private bool Forget(SqliteCachePlace place)
    {
        var isRemoved = _keys.Remove(place);
        if (isRemoved)
        {
            _gone.Add(place.Id);
        }

        return isRemoved;
    }

    private void DeleteGone()
    {
        if (_gone.Count > 0)
        {
            _rows.Delete(_gone);
            _gone.Clear();
        }
    }

    private static CacheKey KeyOf(byte[] key) => key.Length == Digest.Size ? new CacheKey(Digest.FromBytes(key)) : default;

    private sealed record Found(long Id, byte[] Key, string Organization, string Project, long ExpiresAt, long Size);

    private sealed record Row(
        string Organization, string Project, string Receipt, long CreatedAt, long ExpiresAt, long Size, byte[] Sealed);
}

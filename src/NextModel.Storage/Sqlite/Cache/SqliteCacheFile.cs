using Dapper;
using Microsoft.Data.Sqlite;
using NextModel.Caching;

namespace NextModel.Storage.Sqlite.Cache;

/// <summary>cache.db, open: sealed rows in and out. What SQLite throws goes through.</summary>
internal sealed class SqliteCacheFile : IDisposable
{
    private const int DeleteAtOnce = 500;

    private readonly SqliteDatabase _database;
    private readonly SqliteCacheKeys _keys = new();

    public SqliteCacheFile(string path)
    {
        _database = SqliteDatabase.Open(path, SqliteSettings.Cache);
        try
        {
            // Named, so that only the index is read: a corrupt answer shows when it is asked for.
            foreach (var row in _database.Writer.Query<Found>(
                "SELECT key, organization, project, size FROM cache_entries INDEXED BY cache_entries_by_project", buffered: false))
            {
                _keys.Add(KeyOf(row.Key), row.Organization, row.Project, row.Size);
            }
        }
        catch
        {
            _database.Dispose();
            throw;
        }
    }

    /// <summary>Entries in the file.</summary>
    public int Count => _keys.Count;

    public bool Contains(CacheKey key) => _keys.Contains(key);

    /// <summary>The row of a key as it stands; null when there is none.</summary>
    public SealedCacheRow? Read(CacheKey key)
    {
        using var lease = _database.RentReader();
        var row = lease.Connection.QuerySingleOrDefault<Row>(
            "SELECT organization, project, receipt, created_at CreatedAt, expires_at ExpiresAt, size, sealed FROM cache_entries WHERE key = @Key",
            new { Key = key.Value.ToArray() });
        return row is null
            ? null
            : new SealedCacheRow(
                key, row.Organization, row.Project, row.Receipt, row.CreatedAt, row.ExpiresAt, row.Size == row.Sealed.Length ? row.Sealed : []);
    }

    /// <summary>Writes rows in one transaction, then takes the oldest away from projects that have more than their limit.</summary>
    public void Write(IReadOnlyList<(SealedCacheRow Row, long ProjectLimit)> writes)
    {
        lock (_database.Gate)
        {
            using (var transaction = _database.Writer.BeginTransaction())
            {
                foreach (var (row, _) in writes)
                {
                    Insert(row, transaction);
                }

                transaction.Commit();
            }

            foreach (var (row, _) in writes)
            {
                _keys.Add(row.Key, row.Organization, row.Project, row.Sealed.Length);
            }

            foreach (var (row, limit) in writes)
            {
                Shrink(row.Organization, row.Project, limit);
            }
        }
    }

    public int Delete(CacheKey key) => DeleteWhere("key = @Key", new { Key = key.Value.ToArray() });

    public int DeleteProject(string organization, string project) =>
        DeleteWhere("organization = @organization AND project = @project", new { organization, project });

    public int DeleteReceipt(string organization, string project, string receipt) =>
        DeleteWhere("organization = @organization AND project = @project AND receipt = @receipt", new { organization, project, receipt });

    /// <summary>Deletes expired rows a few at a time, so that nothing else waits long.</summary>
    public int DeleteExpired(DateTimeOffset now)
    {
        var (deleted, last) = (0, DeleteAtOnce);
        while (last == DeleteAtOnce)
        {
            last = DeleteWhere(
                "rowid IN (SELECT rowid FROM cache_entries WHERE expires_at <= @Now LIMIT @Most)", new { Now = now.UtcTicks, Most = DeleteAtOnce });
            deleted += last;
        }

        return deleted;
    }

    /// <summary>Forgets a key whose row is not in the file.</summary>
    public void Forget(CacheKey key, string organization, string project)
    {
        lock (_database.Gate)
        {
            _keys.Remove(key, organization, project);
        }
    }

    public void Dispose() => _database.Dispose();

    private void Insert(SealedCacheRow row, SqliteTransaction transaction) => _database.Writer.Execute(
        """
        INSERT OR REPLACE INTO cache_entries (key, organization, project, receipt, created_at, expires_at, size, sealed)
        VALUES (@Key, @Organization, @Project, @ReceiptId, @CreatedAt, @ExpiresAt, @Size, @Sealed)
        """,
        new
        {
            Key = row.Key.Value.ToArray(),
            row.Organization,
            row.Project,
            row.ReceiptId,
            row.CreatedAt,
            row.ExpiresAt,
            Size = row.Sealed.Length,
            row.Sealed,
        },
        transaction);

    private void Shrink(string organization, string project, long limit)
    {
        while (_keys.TotalOf(organization, project) > limit)
        {
            var excess = _keys.TotalOf(organization, project) - limit;
            foreach (var row in OldestOf(organization, project))
            {
                if (excess > 0)
                {
                    excess -= row.Size;
                    DeleteWhere("key = @Key", new { row.Key });
                }
            }
        }
    }

    private List<Found> OldestOf(string organization, string project) => _database.Writer.Query<Found>(
        """
        SELECT key, organization, project, size FROM cache_entries
        WHERE organization = @organization AND project = @project ORDER BY created_at LIMIT @DeleteAtOnce
        """,
        new { organization, project, DeleteAtOnce }).AsList();

    private int DeleteWhere(string condition, object parameters)
    {
        lock (_database.Gate)
        {
            var gone = _database.Writer
                .Query<Found>($"DELETE FROM cache_entries WHERE {condition} RETURNING key, organization, project, size", parameters)
                .AsList();
            foreach (var row in gone)
            {
                _keys.Remove(KeyOf(row.Key), row.Organization, row.Project);
            }

            return gone.Count;
        }
    }

    private static CacheKey KeyOf(byte[] key) => key.Length == Digest.Size ? new CacheKey(Digest.FromBytes(key)) : default;

    private sealed record Found(byte[] Key, string Organization, string Project, long Size);

    private sealed record Row(
        string Organization, string Project, string Receipt, long CreatedAt, long ExpiresAt, long Size, byte[] Sealed);
}

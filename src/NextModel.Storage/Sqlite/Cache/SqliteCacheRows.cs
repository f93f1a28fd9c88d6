using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using NextModel.Caching;

namespace NextModel.Storage.Sqlite.Cache;

/// <summary>The statements that add rows to cache.db and take them away. Only under the database's gate.</summary>
internal sealed class SqliteCacheRows : IDisposable
{
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _rollBack;
    private readonly SqliteStatement _insertEntry;
    private readonly SqliteStatement _insertAnswer;
    private readonly SqliteStatement _deleteEntry;
    private readonly SqliteStatement _deleteAnswer;

    public SqliteCacheRows(SqliteConnection writer)
    {
        _begin = new SqliteStatement(writer, "BEGIN IMMEDIATE");
        _commit = new SqliteStatement(writer, "COMMIT");
        _rollBack = new SqliteStatement(writer, "ROLLBACK");
        _insertEntry = new SqliteStatement(
            writer,
            """
            INSERT INTO cache_entries (id, key, organization, project, receipt, created_at, expires_at, size)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """);
        _insertAnswer = new SqliteStatement(writer, "INSERT INTO cache_answers (id, sealed) VALUES (?, ?)");
        _deleteEntry = new SqliteStatement(writer, "DELETE FROM cache_entries WHERE id = ?");
        _deleteAnswer = new SqliteStatement(writer, "DELETE FROM cache_answers WHERE id = ?");
    }

    public void Begin() => _begin.Run();

    public void Commit() => _commit.Run();

    /// <summary>Undoes the open transaction, if SQLite has not done so already.</summary>
    public void RollBack()
    {
        if (!_rollBack.IsAutoCommit)
        {
            _rollBack.Run();
        }
    }

    public void Insert(long id, in SealedCacheRow row)
    {
        Span<byte> key = stackalloc byte[Digest.Size];
        row.Key.Value.CopyTo(key);
        _insertEntry.Bind(1, id);
        _insertEntry.Bind(2, key);
        _insertEntry.Bind(3, row.Organization);
        _insertEntry.Bind(4, row.Project);
        _insertEntry.Bind(5, row.ReceiptId);
        _insertEntry.Bind(6, row.CreatedAt);
        _insertEntry.Bind(7, row.ExpiresAt);
        _insertEntry.Bind(8, row.Sealed.Length);
        _insertEntry.Run();
        _insertAnswer.Bind(1, id);
        _insertAnswer.Bind(2, row.Sealed.Span);
        _insertAnswer.Run();
    }

    /// <summary>Deletes rows in one transaction.</summary>
    public void Delete(List<long> ids)
    {
        Begin();
        try
        {
            foreach (var id in CollectionsMarshal.AsSpan(ids))
            {
                _deleteEntry.Bind(1, id);
                _deleteEntry.Run();
                _deleteAnswer.Bind(1, id);
                _deleteAnswer.Run();
            }

            Commit();
        }
        catch
        {
            RollBack();
            throw;
        }
    }

    public void Dispose()
    {
        _begin.Dispose();
        _commit.Dispose();
        _rollBack.Dispose();
        _insertEntry.Dispose();
        _insertAnswer.Dispose();
        _deleteEntry.Dispose();
        _deleteAnswer.Dispose();
    }
}

using System.Data;
using System.Globalization;
using Microsoft.Extensions.Logging;
using NextModel.Caching;
using NextModel.Json;
using NextModel.Telemetry;
using Npgsql;
using NpgsqlTypes;

namespace NextModel.Storage.Postgres.Cache;

/// <summary>
/// Entries of the exact cache in a table that all replicas share. The table is not logged: what it holds is lost with a crash of the server or
/// a failover, which is a miss and nothing more, and adding an entry waits for no disk.
/// </summary>
public sealed partial class PostgresCacheStore(PostgresDatabase database, CacheSeal seal, GatewayMetrics metrics, ILogger<PostgresCacheStore> logger) : ICacheStore
{
    private const int DeleteAtOnce = 500;

    // Nothing where the key is there already; otherwise what the project's entries have now.
    private const string AddSql =
        """
        WITH entry AS (
            INSERT INTO cache_entries (key, organization, project, receipt, created_at, expires_at, size, sealed)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (key) DO NOTHING RETURNING size)
        INSERT INTO cache_projects (organization, project, bytes) SELECT $2, $3, size FROM entry
        ON CONFLICT (organization, project) DO UPDATE SET bytes = cache_projects.bytes + excluded.bytes
        RETURNING bytes
        """;

    private const string FindSql = "SELECT organization, project, receipt, created_at, expires_at, size, sealed FROM cache_entries WHERE key = $1";

    /// <summary>True: an entry that was written is found by every replica.</summary>
    public bool IsShared => true;

    public async ValueTask<CacheEntry?> FindAsync(CacheKey key, string organization, string project, CancellationToken cancellationToken)
    {
        var bytes = key.Value.ToArray();
        var found = await database.ReadAsync(session => ReadAsync((NpgsqlConnection)session.Connection, key, bytes, cancellationToken), cancellationToken);
        if (found is not { } row)
        {
            return null;
        }

        if (row.Organization == organization && row.Project == project && seal.TryOpen(row) is { } entry)
        {
            return entry;
        }

        metrics.CacheMismatch("row");
        LogRowRefused(project);
        await DeleteWhereAsync("key = @key AND created_at = @created", new { key = bytes, created = row.CreatedAt }, cancellationToken);
        return null;
    }

    public async ValueTask WriteAsync(IReadOnlyList<CacheWrite> writes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(writes);
        using var buffer = new PooledBuffer(4096);
        foreach (var (entry, limit) in writes)
        {
            buffer.Clear();
            if (seal.TrySeal(entry, buffer) is { } row && await AddAsync(row, cancellationToken) > limit)
            {
                await MakeRoomAsync(entry.Organization, entry.Project, limit, cancellationToken);
            }
        }
    }

    public async ValueTask DeleteAsync(CacheKey key, CancellationToken cancellationToken) =>
        await DeleteWhereAsync("key = @key", new { key = key.Value.ToArray() }, cancellationToken);

    public ValueTask<int> DeleteProjectAsync(string organization, string project, CancellationToken cancellationToken) =>
        DeleteWhereAsync("organization = @organization AND project = @project", new { organization, project }, cancellationToken);

    public ValueTask<int> DeleteReceiptAsync(string organization, string project, string receiptId, CancellationToken cancellationToken) => DeleteWhereAsync(
        "organization = @organization AND project = @project AND receipt = @receiptId", new { organization, project, receiptId }, cancellationToken);

    public async ValueTask<int> DeleteExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        for (var total = 0; ;)
        {
            var done = await DeleteWhereAsync(
                string.Create(CultureInfo.InvariantCulture, $"key IN (SELECT key FROM cache_entries WHERE expires_at <= @now LIMIT {DeleteAtOnce} FOR UPDATE SKIP LOCKED)"),
                new { now = now.UtcTicks },
                cancellationToken);
            total += done;
            if (done < DeleteAtOnce)
            {
                return total;
            }
        }
    }

    // By hand and not through Dapper: this is on the way of every request that misses.
    private static async ValueTask<SealedCacheRow?> ReadAsync(NpgsqlConnection connection, CacheKey key, byte[] bytes, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(FindSql, connection) { Parameters = { new NpgsqlParameter<byte[]> { TypedValue = bytes } } };
        await using var rows = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, cancellationToken);
        if (!await rows.ReadAsync(cancellationToken))
        {
            return null;
        }

        var said = rows.GetFieldValue<byte[]>(6);
        return new SealedCacheRow(
            key, rows.GetString(0), rows.GetString(1), rows.GetString(2), rows.GetInt64(3), rows.GetInt64(4), rows.GetInt64(5) == said.Length ? said : default);
    }

    // Bytes of the project's entries with it.
    private async ValueTask<long> AddAsync(SealedCacheRow row, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await database.WriteOnceAsync(session => InsertAsync((NpgsqlConnection)session.Connection, row, cancellationToken), cancellationToken) is { } bytes)
            {
                return bytes;
            }

            // The one of the same key goes first; another replica may be about to do the same.
            await DeleteAsync(row.Key, cancellationToken);
        }
    }

    private static async ValueTask<long?> InsertAsync(NpgsqlConnection connection, SealedCacheRow row, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(AddSql, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<byte[]> { TypedValue = row.Key.Value.ToArray() },
                new NpgsqlParameter<string> { TypedValue = row.Organization },
                new NpgsqlParameter<string> { TypedValue = row.Project },
                new NpgsqlParameter<string> { TypedValue = row.ReceiptId },
                new NpgsqlParameter<long> { TypedValue = row.CreatedAt },
                new NpgsqlParameter<long> { TypedValue = row.ExpiresAt },
                new NpgsqlParameter<long> { TypedValue = row.Sealed.Length },
                new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = row.Sealed, NpgsqlDbType = NpgsqlDbType.Bytea },
            },
        };
        return await command.ExecuteScalarAsync(cancellationToken) as long?;
    }

    // The oldest first.
    private async ValueTask MakeRoomAsync(string organization, string project, long limit, CancellationToken cancellationToken)
    {
        while (await database.ReadAsync(
            session => session.ScalarAsync<long>(
                "SELECT bytes FROM cache_projects WHERE organization = @organization AND project = @project", new { organization, project }),
            cancellationToken) > limit)
        {
            if (await DeleteWhereAsync(
                "key = (SELECT key FROM cache_entries WHERE organization = @organization AND project = @project ORDER BY id LIMIT 1)",
                new { organization, project },
                cancellationToken) == 0)
            {
                return;
            }
        }
    }

    private ValueTask<int> DeleteWhereAsync(string condition, object values, CancellationToken cancellationToken) => database.WriteOnceAsync(
        session => session.ScalarAsync<int>(
            $"""
            WITH gone AS (DELETE FROM cache_entries WHERE {condition} RETURNING organization, project, size),
            sums AS (SELECT organization, project, sum(size)::bigint bytes FROM gone GROUP BY organization, project),
            counted AS (UPDATE cache_projects p SET bytes = p.bytes - s.bytes FROM sums s WHERE p.organization = s.organization AND p.project = s.project)
            SELECT count(*) FROM gone
            """,
            values),
        cancellationToken);

    [LoggerMessage(EventIds.CacheRowRefused, LogLevel.Error,
        "A stored cache row asked for by project {Project} did not open as that project's and was deleted. The request went upstream.")]
    private partial void LogRowRefused(string project);
}

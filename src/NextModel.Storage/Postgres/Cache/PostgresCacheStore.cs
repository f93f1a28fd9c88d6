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
public sealed partial class PostgresCacheStore : ICacheStore
{
    private const int DeleteAtOnce = 500;

    // They may be of some hundred KB each.
    private const int MostAtOnce = 32;

    // The keys that were not there already, and what their projects' entries have now. Projects in one order, whoever adds to them.
    private const string AddSql =
        """
        WITH entry AS (
            INSERT INTO cache_entries (key, organization, project, receipt, created_at, expires_at, size, sealed)
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (key) DO NOTHING RETURNING key, organization, project, size),
        counted AS (
            INSERT INTO cache_projects (organization, project, bytes)
            SELECT organization, project, sum(size)::bigint FROM entry GROUP BY organization, project ORDER BY organization, project
            ON CONFLICT (organization, project) DO UPDATE SET bytes = cache_projects.bytes + excluded.bytes
            RETURNING organization, project, bytes)
        SELECT key, bytes FROM entry JOIN counted USING (organization, project)
        """;

    private const string FindSql = "SELECT key, organization, project, receipt, created_at, expires_at, size, sealed FROM cache_entries WHERE key = ANY($1)";

    private readonly PostgresDatabase _database;
    private readonly CacheSeal _seal;
    private readonly GatewayMetrics _metrics;
    private readonly ILogger<PostgresCacheStore> _logger;
    private readonly Together<CacheKey, SealedCacheRow?> _finding;
    private readonly Together<SealedCacheRow, long?> _adding;

    /// <param name="database">Where the entries are.</param>
    /// <param name="seal">What they are sealed with.</param>
    /// <param name="metrics">Counts rows that are refused.</param>
    /// <param name="logger">Tells of them.</param>
    public PostgresCacheStore(PostgresDatabase database, CacheSeal seal, GatewayMetrics metrics, ILogger<PostgresCacheStore> logger)
    {
        _database = database;
        _seal = seal;
        _metrics = metrics;
        _logger = logger;
        _finding = new Together<CacheKey, SealedCacheRow?>(ReadAsync, MostAtOnce);
        _adding = new Together<SealedCacheRow, long?>(InsertAsync, MostAtOnce);
    }

    /// <summary>True: an entry that was written is found by every replica.</summary>
    public bool IsShared => true;

    public async ValueTask<CacheEntry?> FindAsync(CacheKey key, string organization, string project, CancellationToken cancellationToken)
    {
        if (await _finding.AskAsync(key).WaitAsync(cancellationToken) is not { } row)
        {
            return null;
        }

        if (row.Organization == organization && row.Project == project && _seal.TryOpen(row) is { } entry)
        {
            return entry;
        }

        _metrics.CacheMismatch("row");
        LogRowRefused(project);
        await DeleteWhereAsync("key = @key AND created_at = @created", new { key = key.Value.ToArray(), created = row.CreatedAt }, cancellationToken);
        return null;
    }

    public async ValueTask WriteAsync(IReadOnlyList<CacheWrite> writes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(writes);
        using var buffer = new PooledBuffer(4096);
        foreach (var (entry, limit) in writes)
        {
            buffer.Clear();
            if (_seal.TrySeal(entry, buffer) is { } row && await AddAsync(row, cancellationToken) > limit)
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
    private ValueTask<IReadOnlyList<SealedCacheRow?>> ReadAsync(IReadOnlyList<CacheKey> keys) => _database.ReadAsync<IReadOnlyList<SealedCacheRow?>>(
        async session =>
        {
            await using var command = new NpgsqlCommand(FindSql, (NpgsqlConnection)session.Connection)
            {
                Parameters = { new NpgsqlParameter<byte[][]> { TypedValue = [.. keys.Select(key => key.Value.ToArray())], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea } },
            };
            await using var rows = await command.ExecuteReaderAsync();
            var found = new SealedCacheRow?[keys.Count];
            while (await rows.ReadAsync())
            {
                var (key, said) = (new CacheKey(Digest.FromBytes(rows.GetFieldValue<byte[]>(0))), rows.GetFieldValue<byte[]>(7));
                var row = new SealedCacheRow(
                    key, rows.GetString(1), rows.GetString(2), rows.GetString(3), rows.GetInt64(4), rows.GetInt64(5), rows.GetInt64(6) == said.Length ? said : default);
                Put(found, keys, key, row);
            }

            return found;
        },
        CancellationToken.None);

    // Two may have asked for the same.
    private static void Put<T>(T[] answers, IReadOnlyList<CacheKey> keys, CacheKey key, T answer)
    {
        for (var i = 0; i < answers.Length; i++)
        {
            if (keys[i] == key)
            {
                answers[i] = answer;
            }
        }
    }

    // Bytes of the project's entries with it.
    private async ValueTask<long> AddAsync(SealedCacheRow row, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await _adding.AskAsync(row) is { } bytes)
            {
                return bytes;
            }

            // The one of the same key goes first; another replica may be about to do the same.
            await DeleteAsync(row.Key, cancellationToken);
        }
    }

    // What the project's entries have with each; null for one whose key is there already.
    private ValueTask<IReadOnlyList<long?>> InsertAsync(IReadOnlyList<SealedCacheRow> rows) => _database.WriteOnceAsync<IReadOnlyList<long?>>(
        async session =>
        {
            await using var command = new NpgsqlCommand(AddSql, (NpgsqlConnection)session.Connection)
            {
                Parameters =
                {
                    Bytes(row => row.Key.Value.ToArray()),
                    new NpgsqlParameter<string[]> { TypedValue = [.. rows.Select(row => row.Organization)] },
                    new NpgsqlParameter<string[]> { TypedValue = [.. rows.Select(row => row.Project)] },
                    new NpgsqlParameter<string[]> { TypedValue = [.. rows.Select(row => row.ReceiptId)] },
                    new NpgsqlParameter<long[]> { TypedValue = [.. rows.Select(row => row.CreatedAt)] },
                    new NpgsqlParameter<long[]> { TypedValue = [.. rows.Select(row => row.ExpiresAt)] },
                    new NpgsqlParameter<long[]> { TypedValue = [.. rows.Select(row => (long)row.Sealed.Length)] },
                    Bytes(row => row.Sealed.ToArray()),
                },
            };
            await using var added = await command.ExecuteReaderAsync();
            var bytes = new long?[rows.Count];
            while (await added.ReadAsync())
            {
                // Of two of one key the first was added.
                var key = new CacheKey(Digest.FromBytes(added.GetFieldValue<byte[]>(0)));
                bytes[rows.Index().First(one => one.Item.Key == key).Index] = added.GetInt64(1);
            }

            return bytes;

            NpgsqlParameter<byte[][]> Bytes(Func<SealedCacheRow, byte[]> of) =>
                new() { TypedValue = [.. rows.Select(of)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea };
        },
        CancellationToken.None);

    // The oldest first.
    private async ValueTask MakeRoomAsync(string organization, string project, long limit, CancellationToken cancellationToken)
    {
        while (await _database.ReadAsync(
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

    private ValueTask<int> DeleteWhereAsync(string condition, object values, CancellationToken cancellationToken) => _database.WriteOnceAsync(
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

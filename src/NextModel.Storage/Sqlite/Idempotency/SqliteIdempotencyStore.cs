using Dapper;
using Microsoft.Data.Sqlite;
using NextModel.Idempotency;
using NextModel.Storage.Sql.Idempotency;

namespace NextModel.Storage.Sqlite.Idempotency;

/// <summary>Idempotency keys in a SQLite file of their own (idempotency.db, full sync: losing a key may charge a retry twice).</summary>
public sealed class SqliteIdempotencyStore : IIdempotencyStore, IDisposable
{
    private const int AtOnce = 500;

    private readonly SqliteOwnFile _file;
    private readonly long _projectBytes;

    private SqliteIdempotencyStore(SqliteDatabase database, long projectBytes)
    {
        _file = new SqliteOwnFile(database, (done, failure) => new IdempotencyStoreException($"idempotency.db could not be {done}", failure));
        _projectBytes = projectBytes;
    }

    /// <summary>Opens or creates the file. One that is damaged is set aside and a new one made.</summary>
    /// <param name="path">The file.</param>
    /// <param name="setAside">Told where a damaged file went.</param>
    /// <param name="projectBytes">Most bytes that the answers of one project take; the oldest give way.</param>
    public static SqliteIdempotencyStore Open(string path, Action<string> setAside, long projectBytes = IIdempotencyStore.DefaultProjectBytes) =>
        new(SqliteDatabase.OpenOrSetAside(path, SqliteSettings.Idempotency, setAside), projectBytes);

    public ValueTask<IdempotencyRow?> FindAsync(IdempotencyKey key, DateTimeOffset now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<IdempotencyRow?>(_file.Read(connection => connection.QuerySingleOrDefault<FoundKey>(
            $"""
            SELECT {FoundKey.Columns}, sealed
            FROM idempotency_keys LEFT JOIN idempotency_answers USING (id)
            WHERE organization = @Organization AND project = @Project AND operation = @Operation AND name = @Name AND expires_at > @now
            """,
            IdempotencyParameters.Of(key, new { now = now.UtcTicks }))?.ToRow()));
    }

    public async ValueTask<bool> ClaimAsync(IdempotencyRow claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return await _file.WriteAsync(connection =>
        {
            Delete(connection, "organization = @Organization AND project = @Project AND operation = @Operation AND name = @Name AND expires_at <= @now",
                IdempotencyParameters.Of(claim.Key, new { now = claim.CreatedAt.UtcTicks }));
            return connection.Execute(
                """
                INSERT INTO idempotency_keys (organization, project, operation, name, fingerprint, receipt, created_at, expires_at, state, size)
                VALUES (@Organization, @Project, @Operation, @Name, @fingerprint, @receipt, @created, @expires, @state, 0)
                ON CONFLICT DO NOTHING
                """,
                IdempotencyParameters.Of(claim.Key, new
                {
                    fingerprint = claim.Fingerprint.ToArray(),
                    receipt = IdempotencyParameters.Bytes(claim.Receipt),
                    created = claim.CreatedAt.UtcTicks,
                    expires = claim.ExpiresAt.UtcTicks,
                    state = (int)claim.State,
                }));
        }) == 1;
    }

    public async ValueTask SettleAsync(IdempotencyRow outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        await _file.WriteAsync(connection =>
        {
            var id = connection.QuerySingleOrDefault<long?>(
                """
                UPDATE idempotency_keys SET state = @state, size = @size
                WHERE organization = @Organization AND project = @Project AND operation = @Operation AND name = @Name AND receipt = @receipt
                RETURNING id
                """,
                IdempotencyParameters.Of(outcome.Key, new { receipt = IdempotencyParameters.Bytes(outcome.Receipt), state = (int)outcome.State, size = outcome.Sealed.Length }));
            if (id is null || outcome.Sealed.IsEmpty)
            {
                return 0;
            }

            connection.Execute("INSERT INTO idempotency_answers (id, sealed) VALUES (@id, @answer)", new { id, answer = outcome.Sealed.ToArray() });
            Count(connection, outcome.Key.Organization, outcome.Key.Project, outcome.Sealed.Length);
            return MakeRoom(connection, outcome.Key.Organization, outcome.Key.Project);
        });
    }

    public async ValueTask FreeAsync(IdempotencyKey key, Guid receipt) => await _file.WriteAsync(connection => Delete(
        connection,
        "organization = @Organization AND project = @Project AND operation = @Operation AND name = @Name AND receipt = @receipt AND state = 1",
        IdempotencyParameters.Of(key, new { receipt = IdempotencyParameters.Bytes(receipt) })));

    public ValueTask<IReadOnlyList<IdempotencyRow>> ReadClaimsAsync(CancellationToken cancellationToken) =>
        new(_file.Read<IReadOnlyList<IdempotencyRow>>(connection =>
        [
            .. connection.Query<FoundKey>($"SELECT {FoundKey.Columns}, NULL sealed FROM idempotency_keys WHERE state = 1 ORDER BY id").Select(found => found.ToRow()),
        ]));

    public ValueTask<int> EraseProjectAsync(string organization, string project) => _file.WriteInPartsAsync(AtOnce, connection => Erase(
        connection, organization, project, "organization = @organization AND project = @project", new { organization, project }));

    public ValueTask<int> EraseReceiptAsync(string organization, string project, Guid receipt) => _file.WriteInPartsAsync(AtOnce, connection => Erase(
        connection, organization, project, "organization = @organization AND project = @project AND receipt = @receipt",
        new { organization, project, receipt = IdempotencyParameters.Bytes(receipt) }));

    public ValueTask<int> DeleteExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken) => _file.WriteInPartsAsync(
        AtOnce, connection => Delete(connection, $"id IN (SELECT id FROM idempotency_keys WHERE expires_at <= @now LIMIT {AtOnce})", new { now = now.UtcTicks }),
        cancellationToken);

    public void Dispose() => _file.Dispose();

    private int MakeRoom(SqliteConnection connection, string organization, string project)
    {
        var erased = 0;
        while (connection.ExecuteScalar<long>(
            "SELECT bytes FROM idempotency_projects WHERE organization = @organization AND project = @project", new { organization, project }) > _projectBytes)
        {
            erased += Erase(connection, organization, project, "organization = @organization AND project = @project", new { organization, project }, most: 1);
        }

        return erased;
    }

    // The oldest first.
    private static int Erase(SqliteConnection connection, string organization, string project, string condition, object parameters, int most = AtOnce)
    {
        var sizes = connection.Query<(long Id, long Size)>(
            $"SELECT id, size FROM idempotency_keys WHERE {condition} AND state = 2 ORDER BY receipt LIMIT {most}", parameters).AsList();
        foreach (var (id, size) in sizes)
        {
            connection.Execute(
                "UPDATE idempotency_keys SET state = 5, size = 0 WHERE id = @id; DELETE FROM idempotency_answers WHERE id = @id", new { id });
            Count(connection, organization, project, -size);
        }

        return sizes.Count;
    }

    private static int Delete(SqliteConnection connection, string condition, object parameters)
    {
        var rows = connection.Query<(long Id, string Organization, string Project, long Size)>(
            $"DELETE FROM idempotency_keys WHERE {condition} RETURNING id, organization, project, size", parameters).AsList();
        foreach (var (id, organization, project, size) in rows.Where(row => row.Size > 0))
        {
            connection.Execute("DELETE FROM idempotency_answers WHERE id = @id", new { id });
            Count(connection, organization, project, -size);
        }

        return rows.Count;
    }

    private static void Count(SqliteConnection connection, string organization, string project, long bytes) => connection.Execute(
        """
        INSERT INTO idempotency_projects (organization, project, bytes) VALUES (@organization, @project, @bytes)
        ON CONFLICT DO UPDATE SET bytes = bytes + excluded.bytes
        """,
        new { organization, project, bytes });
}

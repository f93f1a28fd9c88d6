using System.Globalization;
using NextModel.Responses;
using NextModel.Storage.Sql;
using NextModel.Storage.Sql.Responses;

namespace NextModel.Storage.Postgres.Responses;

/// <summary>Kept responses that all replicas share.</summary>
/// <param name="database">The database.</param>
/// <param name="projectBytes">Most bytes that the responses of one project take; the oldest give way.</param>
public sealed class PostgresResponseStore(PostgresDatabase database, long projectBytes = IResponseStore.DefaultProjectBytes) : IResponseStore
{
    private const int AtOnce = 200;

    private readonly PostgresOwnTables _tables = new(
        database, (done, failure) => new ResponseStoreException($"the kept responses of {database.Name} could not be {done}", failure));

    public async ValueTask KeepAsync(ResponseRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var values = new
        {
            organization = row.Organization,
            project = row.Project,
            name = row.Id,
            previous = row.Previous,
            created = row.CreatedAt.UtcTicks,
            expires = row.ExpiresAt.UtcTicks,
            size = (long)row.Sealed.Length,
            said = row.Sealed.ToArray(),
            items = row.Items.Distinct(StringComparer.Ordinal).ToArray(),
        };
        var kept = await _tables.WriteOnceAsync(async session => await session.QueryAsync(
            """
            WITH kept AS (
                INSERT INTO responses (organization, project, name, previous, created_at, expires_at, size, sealed)
                VALUES (@organization, @project, @name, @previous, @created, @expires, @size, @said) ON CONFLICT DO NOTHING RETURNING id),
            items AS (
                INSERT INTO response_items (organization, project, item, response)
                SELECT @organization, @project, item, id FROM kept, unnest(@items) item
                ON CONFLICT (organization, project, item) DO UPDATE SET response = excluded.response),
            counted AS (
                INSERT INTO response_projects (organization, project, bytes) SELECT @organization, @project, @size FROM kept
                ON CONFLICT (organization, project) DO UPDATE SET bytes = response_projects.bytes + excluded.bytes RETURNING bytes)
            SELECT id, bytes FROM kept, counted
            """,
            values,
            made => (Id: made.GetInt64(0), Bytes: made.GetInt64(1))));
        if (kept is [var (id, bytes)] && bytes > projectBytes)
        {
            await MakeRoomAsync(row.Organization, row.Project, id);
        }
    }

    public async ValueTask<ResponseRow?> FindAsync(string organization, string project, string id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return (await _tables.ReadAsync(
            session => session.FindAsync<FoundResponse>(
                $"SELECT {FoundResponse.Columns} FROM responses WHERE organization = @organization AND project = @project AND name = @id AND expires_at > @now",
                new { organization, project, id, now = now.UtcTicks }),
            cancellationToken))?.ToRow();
    }

    public async ValueTask<ResponseRow?> FindByItemAsync(string organization, string project, string item, DateTimeOffset now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return (await _tables.ReadAsync(
            session => session.FindAsync<FoundResponse>(
                $"""
                SELECT {FoundResponse.Columns} FROM responses
                WHERE id = (SELECT response FROM response_items WHERE organization = @organization AND project = @project AND item = @item) AND expires_at > @now
                """,
                new { organization, project, item, now = now.UtcTicks }),
            cancellationToken))?.ToRow();
    }

    public async ValueTask<bool> DeleteAsync(string organization, string project, string id) => await _tables.WriteOnceAsync(
        session => DeleteAsync(session, "organization = @organization AND project = @project AND name = @id", new { organization, project, id })) == 1;

    public ValueTask<int> DeleteProjectAsync(string organization, string project) => _tables.WriteInPartsAsync(
        AtOnce,
        session => DeleteAsync(session, Some("organization = @organization AND project = @project"), new { organization, project }));

    public ValueTask<int> DeleteExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken) => _tables.WriteInPartsAsync(
        AtOnce, session => DeleteAsync(session, Some("expires_at <= @now"), new { now = now.UtcTicks }), cancellationToken);

    // The oldest first, and never the one that room is made for.
    private async ValueTask MakeRoomAsync(string organization, string project, long newest)
    {
        while (await _tables.WriteAsync(async session =>
        {
            // Held while the oldest goes, so that two replicas do not both delete one.
            var bytes = await session.ScalarAsync<long>(
                "SELECT bytes FROM response_projects WHERE organization = @organization AND project = @project FOR UPDATE", new { organization, project });
            return bytes > projectBytes && await DeleteAsync(
                session,
                "id = (SELECT min(id) FROM responses WHERE organization = @organization AND project = @project AND id < @newest)",
                new { organization, project, newest }) > 0;
        }))
        {
        }
    }

    private static string Some(string condition) =>
        string.Create(CultureInfo.InvariantCulture, $"id IN (SELECT id FROM responses WHERE {condition} LIMIT {AtOnce} FOR UPDATE)");

    private static ValueTask<int> DeleteAsync(SqlSession session, string condition, object values) => session.ScalarAsync<int>(
        $"""
        WITH those AS (DELETE FROM responses WHERE {condition} RETURNING id, organization, project, size),
        gone AS (DELETE FROM response_items i USING those t WHERE i.response = t.id),
        sums AS (SELECT organization, project, sum(size)::bigint bytes FROM those GROUP BY organization, project),
        counted AS (UPDATE response_projects p SET bytes = p.bytes - s.bytes FROM sums s WHERE p.organization = s.organization AND p.project = s.project)
        SELECT count(*) FROM those
        """,
        values);
}

using Dapper;
using Microsoft.Data.Sqlite;
using NextModel.Responses;
using NextModel.Storage.Sql.Responses;

namespace NextModel.Storage.Sqlite.Responses;

/// <summary>Kept responses in a SQLite file of their own (responses.db): the newest may be lost at power loss, and are unknown then.</summary>
public sealed class SqliteResponseStore : IResponseStore, IDisposable
{
    private const int AtOnce = 200;

    private readonly SqliteOwnFile _file;
    private readonly long _projectBytes;

    private SqliteResponseStore(SqliteDatabase database, long projectBytes)
    {
        _file = new SqliteOwnFile(database, (done, failure) => new ResponseStoreException($"responses.db could not be {done}", failure));
        _projectBytes = projectBytes;
    }

    /// <summary>Opens or creates the file. One that is damaged is set aside and a new one made.</summary>
    /// <param name="path">The file.</param>
    /// <param name="setAside">Told where a damaged file went.</param>
    /// <param name="projectBytes">Most bytes that the responses of one project take; the oldest give way.</param>
    public static SqliteResponseStore Open(string path, Action<string> setAside, long projectBytes = IResponseStore.DefaultProjectBytes) =>
        new(SqliteDatabase.OpenOrSetAside(path, SqliteSettings.Responses, setAside), projectBytes);

    public async ValueTask KeepAsync(ResponseRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        await _file.WriteAsync(connection =>
        {
            var id = connection.QuerySingleOrDefault<long?>(
                """
                INSERT INTO responses (organization, project, name, previous, created_at, expires_at, size, sealed)
                VALUES (@organization, @project, @name, @previous, @created, @expires, @size, @said)
                ON CONFLICT DO NOTHING RETURNING id
                """,
                new
                {
                    organization = row.Organization,
                    project = row.Project,
                    name = row.Id,
                    previous = row.Previous,
                    created = row.CreatedAt.UtcTicks,
                    expires = row.ExpiresAt.UtcTicks,
                    size = row.Sealed.Length,
                    said = row.Sealed.ToArray(),
                });
            if (id is null)
            {
                return 0;
            }

            foreach (var item in row.Items)
            {
                connection.Execute(
                    """
                    INSERT INTO response_items (organization, project, item, response) VALUES (@organization, @project, @item, @id)
                    ON CONFLICT DO UPDATE SET response = excluded.response
                    """,
                    new { organization = row.Organization, project = row.Project, item, id });
            }

            Count(connection, row.Organization, row.Project, row.Sealed.Length);
            return MakeRoom(connection, row.Organization, row.Project, id.Value);
        });
    }

    public ValueTask<ResponseRow?> FindAsync(string organization, string project, string id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<ResponseRow?>(_file.Read(connection => connection.QuerySingleOrDefault<FoundResponse>(
            $"SELECT {FoundResponse.Columns} FROM responses WHERE organization = @organization AND project = @project AND name = @id AND expires_at > @now",
            new { organization, project, id, now = now.UtcTicks })?.ToRow()));
    }

    public ValueTask<ResponseRow?> FindByItemAsync(string organization, string project, string item, DateTimeOffset now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<ResponseRow?>(_file.Read(connection => connection.QuerySingleOrDefault<FoundResponse>(
            $"""
            SELECT {FoundResponse.Columns} FROM responses
            WHERE id = (SELECT response FROM response_items WHERE organization = @organization AND project = @project AND item = @item) AND expires_at > @now
            """,
            new { organization, project, item, now = now.UtcTicks })?.ToRow()));
    }

    public async ValueTask<bool> DeleteAsync(string organization, string project, string id) => await _file.WriteAsync(connection => Delete(
        connection, "organization = @organization AND project = @project AND name = @id", new { organization, project, id })) == 1;

    public ValueTask<int> DeleteProjectAsync(string organization, string project) => _file.WriteInPartsAsync(AtOnce, connection => Delete(
        connection, $"id IN (SELECT id FROM responses WHERE organization = @organization AND project = @project LIMIT {AtOnce})", new { organization, project }));

    public ValueTask<int> DeleteExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken) => _file.WriteInPartsAsync(
        AtOnce, connection => Delete(connection, $"id IN (SELECT id FROM responses WHERE expires_at <= @now LIMIT {AtOnce})", new { now = now.UtcTicks }),
        cancellationToken);

    public void Dispose() => _file.Dispose();

    // The oldest first, and never the one that room is made for.
    private int MakeRoom(SqliteConnection connection, string organization, string project, long newest)
    {
        var deleted = 0;
        while (connection.ExecuteScalar<long>(
            "SELECT bytes FROM response_projects WHERE organization = @organization AND project = @project", new { organization, project }) > _projectBytes)
        {
            var done = Delete(
                connection,
                "id = (SELECT min(id) FROM responses WHERE organization = @organization AND project = @project AND id < @newest)",
                new { organization, project, newest });
            if (done == 0)
            {
                break;
            }

            deleted += done;
        }

        return deleted;
    }

    private static int Delete(SqliteConnection connection, string condition, object parameters)
    {
        var rows = connection.Query<(long Id, string Organization, string Project, long Size)>(
            $"DELETE FROM responses WHERE {condition} RETURNING id, organization, project, size", parameters).AsList();
        foreach (var (id, organization, project, size) in rows)
        {
            connection.Execute("DELETE FROM response_items WHERE response = @id", new { id });
            Count(connection, organization, project, -size);
        }

        return rows.Count;
    }

    private static void Count(SqliteConnection connection, string organization, string project, long bytes) => connection.Execute(
        """
        INSERT INTO response_projects (organization, project, bytes) VALUES (@organization, @project, @bytes)
        ON CONFLICT DO UPDATE SET bytes = bytes + excluded.bytes
        """,
        new { organization, project, bytes });
}

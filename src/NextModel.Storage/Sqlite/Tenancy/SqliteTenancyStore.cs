using System.Data;
using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using NextModel.Identity;

namespace NextModel.Storage.Sqlite.Tenancy;

/// <summary>Organizations, teams, projects and keys in nextmodel.db, through its one writing connection.</summary>
public sealed class SqliteTenancyStore(SqliteDatabase database) : ITenancyStore
{
    public ValueTask<TenancyRecords> LoadAsync(CancellationToken cancellationToken)
    {
        using var reader = database.RentReader();
        var connection = reader.Connection;
        return ValueTask.FromResult(new TenancyRecords(
            [.. connection.Query<(string Id, string Name, string Currency, byte[] DataKey)>("SELECT id, name, currency, data_key FROM organizations")
                .Select(r => (new Organization(r.Id, r.Name, r.Currency), r.DataKey))],
            [.. connection.Query<(string Id, string Organization, string Name)>("SELECT id, organization, name FROM teams")
                .Select(r => new Team(r.Id, r.Organization, r.Name))],
            ReadProjects(connection),
            ReadKeys(connection)));
    }

    public ValueTask AddOrganizationAsync(Organization organization, byte[] wrappedDataKey, CancellationToken cancellationToken) => Write(
        "INSERT INTO organizations (id, name, currency, data_key) VALUES (@Id, @Name, @Currency, @Key)",
        new { organization.Id, organization.Name, organization.Currency, Key = wrappedDataKey });

    public ValueTask AddTeamAsync(Team team, CancellationToken cancellationToken) => Write(
        "INSERT INTO teams (organization, id, name) VALUES (@OrganizationId, @Id, @Name)", team);

    public ValueTask AddProjectAsync(Project project, CancellationToken cancellationToken) => Write(
        """
        INSERT INTO projects (organization, id, team, name, cache_enabled, cache_ttl_seconds, cache_max_entry_bytes,
            cache_max_total_bytes, cache_ignored_metadata)
        VALUES (@OrganizationId, @Id, @TeamId, @Name, @Enabled, @Seconds, @MaxEntryBytes, @MaxTotalBytes, @Ignored)
        """,
        Values(project));

    public ValueTask UpdateProjectAsync(Project project, CancellationToken cancellationToken) => Write(
        """
        UPDATE projects SET cache_enabled = @Enabled, cache_ttl_seconds = @Seconds, cache_max_entry_bytes = @MaxEntryBytes,
            cache_max_total_bytes = @MaxTotalBytes, cache_ignored_metadata = @Ignored
        WHERE organization = @OrganizationId AND id = @Id
        """,
        Values(project));

    public ValueTask AddKeyAsync(ApiKey key, CancellationToken cancellationToken) => Write(
        """
        INSERT INTO api_keys (organization, id, project, name, prefix, digest, environment, workload, created_at, expires_at)
        SELECT organization, @Id, id, @Name, @Prefix, @Digest, @Environment, @Workload, @Created, @Expires
        FROM projects WHERE id = @ProjectId
        """,
        new
        {
            key.Id,
            key.ProjectId,
            key.Name,
            key.Prefix,
            key.Digest,
            key.Environment,
            key.Workload,
            Created = key.CreatedAt.ToUnixTimeMilliseconds(),
            Expires = key.ExpiresAt?.ToUnixTimeMilliseconds(),
        });

    public ValueTask RevokeKeyAsync(string keyId, DateTimeOffset revokedAt, CancellationToken cancellationToken) => Write(
        "UPDATE api_keys SET revoked_at = @At WHERE id = @keyId", new { keyId, At = revokedAt.ToUnixTimeMilliseconds() });

    public ValueTask TouchKeysAsync(IReadOnlyDictionary<string, DateTimeOffset> lastUsed, CancellationToken cancellationToken) => Write(
        "UPDATE api_keys SET last_used_at = max(coalesce(last_used_at, 0), @At) WHERE id = @Id",
        lastUsed.Select(use => new { Id = use.Key, At = use.Value.ToUnixTimeMilliseconds() }));

    private ValueTask Write(string sql, object values)
    {
        lock (database.Gate)
        {
            using var transaction = database.Writer.BeginTransaction(IsolationLevel.Serializable, deferred: false);
            database.Writer.Execute(sql, values, transaction);
            transaction.Commit();
        }

        return ValueTask.CompletedTask;
    }

    private static object Values(Project project) => new
    {
        project.OrganizationId,
        project.Id,
        project.TeamId,
        project.Name,
        project.Cache.Enabled,
        Seconds = (long)project.Cache.TimeToLive.TotalSeconds,
        project.Cache.MaxEntryBytes,
        project.Cache.MaxTotalBytes,
        Ignored = JsonSerializer.Serialize(project.Cache.IgnoredMetadata),
    };

    private static List<Project> ReadProjects(SqliteConnection connection)
    {
        var projects = new List<Project>();
        using var rows = connection.ExecuteReader(
            """
            SELECT id, organization, team, name, cache_enabled, cache_ttl_seconds, cache_max_entry_bytes, cache_max_total_bytes,
                cache_ignored_metadata
            FROM projects
            """);
        while (rows.Read())
        {
            projects.Add(new Project(rows.GetString(0), rows.GetString(1), rows.GetString(2), rows.GetString(3))
            {
                Cache = new ProjectCache(
                    rows.GetInt64(4) != 0, TimeSpan.FromSeconds(rows.GetInt64(5)), rows.GetInt64(6), rows.GetInt64(7),
                    JsonSerializer.Deserialize<List<string>>(rows.GetString(8))!),
            });
        }

        return projects;
    }

    private static List<ApiKey> ReadKeys(SqliteConnection connection)
    {
        var keys = new List<ApiKey>();
        using var rows = connection.ExecuteReader(
            """
            SELECT id, project, name, prefix, digest, environment, workload, created_at, expires_at, revoked_at, last_used_at
            FROM api_keys
            """);
        while (rows.Read())
        {
            keys.Add(new ApiKey(rows.GetString(0), rows.GetString(1), rows.GetString(2), rows.GetString(3), (byte[])rows.GetValue(4))
            {
                Environment = rows.GetString(5),
                Workload = rows.GetString(6),
                CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(7)),
                ExpiresAt = Moment(rows, 8),
                RevokedAt = Moment(rows, 9),
                LastUsedAt = Moment(rows, 10),
            });
        }

        return keys;
    }

    private static DateTimeOffset? Moment(IDataRecord row, int column) =>
        row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}

using System.Data;
using System.Text.Json;
using NextModel.Identity;

namespace NextModel.Storage.Sql.Tenancy;

/// <summary>Reads the tenancy tables: whole, for the start of a process, or the row of one id.</summary>
internal static class TenancyRows
{
    public static async ValueTask<TenancyRecords> ReadAsync(SqlSession session, string? id) => new(
        await RowsAsync(session, id, "SELECT id, name, currency, data_key, version, archived_at FROM organizations", row =>
            (new Organization(row.GetString(0), row.GetString(1), row.GetString(2)) { Version = row.GetInt64(4), ArchivedAt = Moment(row, 5) },
                (byte[])row.GetValue(3))),
        await RowsAsync(session, id, "SELECT id, organization, name, version, archived_at FROM teams", row =>
            new Team(row.GetString(0), row.GetString(1), row.GetString(2)) { Version = row.GetInt64(3), ArchivedAt = Moment(row, 4) }),
        await RowsAsync(
            session,
            id,
            """
            SELECT id, organization, team, name, cache_enabled, cache_ttl_seconds, cache_max_entry_bytes, cache_max_total_bytes,
                cache_ignored_metadata, version, archived_at
            FROM projects
            """,
            row => new Project(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3))
            {
                Cache = new ProjectCache(
                    row.GetBoolean(4), TimeSpan.FromSeconds(row.GetInt64(5)), row.GetInt64(6), row.GetInt64(7),
                    JsonSerializer.Deserialize<List<string>>(row.GetString(8))!),
                Version = row.GetInt64(9),
                ArchivedAt = Moment(row, 10),
            }),
        await RowsAsync(
            session,
            id,
            """
            SELECT id, project, name, prefix, digest, environment, workload, created_at, expires_at, revoked_at, last_used_at,
                previous_digest, previous_until, version
            FROM api_keys
            """,
            row => new ApiKey(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), (byte[])row.GetValue(4))
            {
                Environment = row.GetString(5),
                Workload = row.GetString(6),
                CreatedAt = Moment(row, 7)!.Value,
                ExpiresAt = Moment(row, 8),
                RevokedAt = Moment(row, 9),
                LastUsedAt = Moment(row, 10),
                PreviousDigest = row.IsDBNull(11) ? null : (byte[])row.GetValue(11),
                PreviousUntil = Moment(row, 12),
                Version = row.GetInt64(13),
            }),
        await RowsAsync(session, id, "SELECT id, organization, team, email, role, created_at, version, account FROM members", row =>
            new Member(row.GetString(0), row.GetString(1), Text(row, 2), row.GetString(3), (AccessRole)row.GetInt64(4))
            {
                CreatedAt = Moment(row, 5)!.Value,
                Version = row.GetInt64(6),
                AccountId = Text(row, 7),
            }),
        await RowsAsync(
            session,
            id,
            """
            SELECT id, organization, team, name, prefix, digest, role, member, created_at, expires_at, revoked_at, last_used_at, version
            FROM management_keys
            """,
            row => new ManagementKey(
                row.GetString(0), row.GetString(1), Text(row, 2), row.GetString(3), row.GetString(4), (byte[])row.GetValue(5),
                (AccessRole)row.GetInt64(6))
            {
                MemberId = Text(row, 7),
                CreatedAt = Moment(row, 8)!.Value,
                ExpiresAt = Moment(row, 9),
                RevokedAt = Moment(row, 10),
                LastUsedAt = Moment(row, 11),
                Version = row.GetInt64(12),
            }));

    private static ValueTask<List<T>> RowsAsync<T>(SqlSession session, string? id, string sql, Func<IDataRecord, T> read) =>
        session.QueryAsync(id is null ? sql : sql + " WHERE id = @id", new { id }, read);

    private static string? Text(IDataRecord row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTimeOffset? Moment(IDataRecord row, int column) =>
        row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}

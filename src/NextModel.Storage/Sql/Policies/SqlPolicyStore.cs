using System.Data.Common;
using NextModel.Audit;
using NextModel.Policies;

namespace NextModel.Storage.Sql.Policies;

/// <summary>Policies, every version of each.</summary>
public sealed class SqlPolicyStore(SqlAuditStore audits) : IPolicyStore
{
    private const string Columns = "p.id, p.organization, p.scope, p.scope_id, v.version, v.at, v.document";

    public ValueTask<IReadOnlyList<Policy>> LoadAsync(CancellationToken cancellationToken) => ReadAsync(
        $"""
        SELECT {Columns} FROM policies p JOIN policy_versions v ON v.policy = p.id AND v.version = p.version
        WHERE p.retired_at IS NULL ORDER BY p.id
        """,
        null,
        cancellationToken);

    public async ValueTask<Policy?> FindAsync(Guid id, CancellationToken cancellationToken) => await ReadAsync(
        $"""
        SELECT {Columns} FROM policies p JOIN policy_versions v ON v.policy = p.id AND v.version = p.version
        WHERE p.retired_at IS NULL AND p.id = @Key
        """,
        new { Key = Key(id) },
        cancellationToken) is [var found] ? found : null;

    public ValueTask PutAsync(Policy policy, AuditDraft audit, CancellationToken cancellationToken) => audits.CommitAsync(
        [audit],
        async session =>
        {
            var values = new
            {
                Key = Key(policy.Id),
                policy.OrganizationId,
                ScopeNumber = (int)policy.Scope,
                policy.ScopeId,
                policy.Version,
                At = policy.UpdatedAt.ToUnixTimeMilliseconds(),
                policy.Text,
            };
            StaleChangeException.Require(audit, await session.ExecuteAsync(
                """
                INSERT INTO policies (id, organization, scope, scope_id, version) VALUES (@Key, @OrganizationId, @ScopeNumber, @ScopeId, @Version)
                ON CONFLICT (id) DO UPDATE SET version = excluded.version WHERE policies.version = excluded.version - 1
                """,
                values));
            await session.ExecuteAsync("INSERT INTO policy_versions (policy, version, at, document) VALUES (@Key, @Version, @At, @Text)", values);
        },
        cancellationToken);

    public ValueTask RetireAsync(Policy policy, DateTimeOffset at, AuditDraft audit, CancellationToken cancellationToken) => audits.CommitOneAsync(
        audit,
        "UPDATE policies SET retired_at = @At WHERE id = @Key AND version = @Version AND retired_at IS NULL",
        new { Key = Key(policy.Id), policy.Version, At = at.ToUnixTimeMilliseconds() },
        cancellationToken);

    public ValueTask<IReadOnlyList<Policy>> ReadVersionsAsync(Guid id, long? before, int limit, CancellationToken cancellationToken) => ReadAsync(
        $"""
        SELECT {Columns} FROM policies p JOIN policy_versions v ON v.policy = p.id
        WHERE p.id = @Key AND v.version < @Before ORDER BY v.version DESC LIMIT @limit
        """,
        new { Key = Key(id), Before = before ?? long.MaxValue, limit },
        cancellationToken);

    private static byte[] Key(Guid id) => id.ToByteArray(bigEndian: true);

    private async ValueTask<IReadOnlyList<Policy>> ReadAsync(string sql, object? values, CancellationToken cancellationToken) =>
        await audits.Database.ReadAsync(session => session.QueryAsync(sql, values, PolicyOf), cancellationToken);

    private static Policy PolicyOf(DbDataReader rows) => new()
    {
        Id = new Guid((byte[])rows.GetValue(0), bigEndian: true),
        OrganizationId = rows.GetString(1),
        Scope = (PolicyScope)rows.GetInt32(2),
        ScopeId = rows.GetString(3),
        Version = rows.GetInt64(4),
        UpdatedAt = DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(5)),
        Text = rows.GetString(6),
    };
}

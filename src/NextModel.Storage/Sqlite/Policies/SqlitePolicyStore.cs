using Dapper;
using NextModel.Audit;
using NextModel.Policies;
using NextModel.Storage.Sqlite.Audit;

namespace NextModel.Storage.Sqlite.Policies;

/// <summary>Policies in nextmodel.db, through its one writing connection.</summary>
public sealed class SqlitePolicyStore(SqliteDatabase database, SqliteAuditStore audits) : IPolicyStore
{
    private const string Columns = "p.id, p.organization, p.scope, p.scope_id, v.version, v.at, v.document";

    public ValueTask<IReadOnlyList<Policy>> LoadAsync(CancellationToken cancellationToken) => Read(
        $"""
        SELECT {Columns} FROM policies p JOIN policy_versions v ON v.policy = p.id AND v.version = p.version
        WHERE p.retired_at IS NULL ORDER BY p.id
        """,
        null);

    public ValueTask PutAsync(Policy policy, AuditDraft audit, CancellationToken cancellationToken) => Commit(
        audit,
        """
        INSERT INTO policies (id, organization, scope, scope_id, version) VALUES (@Key, @OrganizationId, @ScopeNumber, @ScopeId, @Version)
        ON CONFLICT (id) DO UPDATE SET version = excluded.version;
        INSERT INTO policy_versions (policy, version, at, document) VALUES (@Key, @Version, @At, @Text)
        """,
        new
        {
            Key = Key(policy.Id),
            policy.OrganizationId,
            ScopeNumber = (int)policy.Scope,
            policy.ScopeId,
            policy.Version,
            At = policy.UpdatedAt.ToUnixTimeMilliseconds(),
            policy.Text,
        });

    public ValueTask RetireAsync(Policy policy, DateTimeOffset at, AuditDraft audit, CancellationToken cancellationToken) => Commit(
        audit, "UPDATE policies SET retired_at = @At WHERE id = @Key", new { Key = Key(policy.Id), At = at.ToUnixTimeMilliseconds() });

    public ValueTask<IReadOnlyList<Policy>> ReadVersionsAsync(Guid id, long? before, int limit, CancellationToken cancellationToken) => Read(
        $"""
        SELECT {Columns} FROM policies p JOIN policy_versions v ON v.policy = p.id
        WHERE p.id = @Key AND (@before IS NULL OR v.version < @before) ORDER BY v.version DESC LIMIT @limit
        """,
        new { Key = Key(id), before, limit });

    private static byte[] Key(Guid id) => id.ToByteArray(bigEndian: true);

    private ValueTask<IReadOnlyList<Policy>> Read(string sql, object? values)
    {
        using var reader = database.RentReader();
        using var rows = reader.Connection.ExecuteReader(sql, values);
        var policies = new List<Policy>();
        while (rows.Read())
        {
            policies.Add(new Policy
            {
                Id = new Guid((byte[])rows.GetValue(0), bigEndian: true),
                OrganizationId = rows.GetString(1),
                Scope = (PolicyScope)rows.GetInt32(2),
                ScopeId = rows.GetString(3),
                Version = rows.GetInt64(4),
                UpdatedAt = DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(5)),
                Text = rows.GetString(6),
            });
        }

        return ValueTask.FromResult<IReadOnlyList<Policy>>(policies);
    }

    private ValueTask Commit(AuditDraft audit, string sql, object values)
    {
        audits.Commit(audit, (connection, transaction) => connection.Execute(sql, values, transaction));
        return ValueTask.CompletedTask;
    }
}

using System.Text.Json;
using NextModel.Audit;
using NextModel.Identity;

namespace NextModel.Storage.Sql.Tenancy;

/// <summary>Organizations, teams, projects, keys, members and management keys.</summary>
public sealed class SqlTenancyStore(SqlAuditStore audits) : ITenancyStore
{
    /// <summary>What changes of a member: its role, and whose it is.</summary>
    internal const string UpdateMember = """
        UPDATE members SET role = @Role, account = @AccountId, version = @Version
        WHERE organization = @OrganizationId AND id = @Id AND version = @Version - 1
        """;

    /// <summary>A member as it is made.</summary>
    internal const string InsertMember = """
        INSERT INTO members (organization, id, team, email, role, account, created_at)
        VALUES (@OrganizationId, @Id, @TeamId, @Email, @Role, @AccountId, @Created)
        """;

    public ValueTask<TenancyRecords> LoadAsync(CancellationToken cancellationToken) =>
        audits.Database.ReadMomentAsync(session => TenancyRows.ReadAsync(session, null), cancellationToken);

    public ValueTask<TenancyRecords> FindAsync(string id, CancellationToken cancellationToken) =>
        audits.Database.ReadMomentAsync(session => TenancyRows.ReadAsync(session, id), cancellationToken);

    public ValueTask AddOrganizationAsync(Organization organization, byte[] wrappedDataKey, AuditDraft audit, CancellationToken cancellationToken) => audits.CommitOneAsync(
        audit,
        "INSERT INTO organizations (id, name, currency, data_key) VALUES (@Id, @Name, @Currency, @Key)",
        new { organization.Id, organization.Name, organization.Currency, Key = wrappedDataKey },
        cancellationToken);

    public ValueTask AddTeamAsync(Team team, AuditDraft audit, CancellationToken cancellationToken) => audits.CommitOneAsync(
        audit, "INSERT INTO teams (organization, id, name) VALUES (@OrganizationId, @Id, @Name)", new { team.OrganizationId, team.Id, team.Name },
        cancellationToken);

    public ValueTask AddProjectAsync(Project project, AuditDraft audit, CancellationToken cancellationToken) => audits.CommitOneAsync(
        audit,
        """
        INSERT INTO projects (organization, id, team, name, cache_enabled, cache_ttl_seconds, cache_max_entry_bytes,
            cache_max_total_bytes, cache_ignored_metadata)
        VALUES (@OrganizationId, @Id, @TeamId, @Name, @Enabled, @Seconds, @MaxEntryBytes, @MaxTotalBytes, @Ignored)
        """,
        Values(project),
        cancellationToken);

    public ValueTask AddKeyAsync(ApiKey key, AuditDraft audit, CancellationToken cancellationToken) => audits.CommitOneAsync(
        audit,
        """
        INSERT INTO api_keys (organization, id, project, name, prefix, digest, environment, workload, created_at, expires_at)
        SELECT organization, @Id, id, @Name, @Prefix, @Digest, @Environment, @Workload, @Created, @Expires
        FROM projects WHERE id = @ProjectId
        """,
        Values(key),
        cancellationToken);

    public ValueTask AddMemberAsync(Member member, AuditDraft audit, CancellationToken cancellationToken) => audits.CommitOneAsync(
        audit,
        InsertMember,
        Values(member),
        cancellationToken);

    public ValueTask AddManagementKeyAsync(ManagementKey key, AuditDraft audit, CancellationToken cancellationToken) => audits.CommitOneAsync(
        audit,
        """
        INSERT INTO management_keys (organization, id, team, name, prefix, digest, role, member, created_at, expires_at)
        VALUES (@OrganizationId, @Id, @TeamId, @Name, @Prefix, @Digest, @Role, @MemberId, @Created, @Expires)
        """,
        Values(key),
        cancellationToken);

    public ValueTask UpdateOrganizationAsync(Organization organization, AuditDraft audit, CancellationToken cancellationToken) => audits.CommitOneAsync(
        audit,
        "UPDATE organizations SET name = @Name, archived_at = @Archived, version = @Version WHERE id = @Id AND version = @Version - 1",
        new { organization.Id, organization.Name, organization.Version, Archived = organization.ArchivedAt?.ToUnixTimeMilliseconds() },
        cancellationToken);

    public ValueTask UpdateTeamAsync(Team team, AuditDraft audit, CancellationToken cancellationToken) => audits.CommitOneAsync(
        audit,
        """
        UPDATE teams SET name = @Name, archived_at = @Archived, version = @Version
        WHERE organization = @OrganizationId AND id = @Id AND version = @Version - 1
        """,
        new { team.OrganizationId, team.Id, team.Name, team.Version, Archived = team.ArchivedAt?.ToUnixTimeMilliseconds() },
        cancellationToken);

    public ValueTask UpdateProjectAsync(Project project, AuditDraft audit, CancellationToken cancellationToken) => audits.CommitOneAsync(
        audit,
        """
        UPDATE projects SET name = @Name, team = @TeamId, cache_enabled = @Enabled, cache_ttl_seconds = @Seconds,
            cache_max_entry_bytes = @MaxEntryBytes, cache_max_total_bytes = @MaxTotalBytes, cache_ignored_metadata = @Ignored,
            archived_at = @Archived, version = @Version
        WHERE organization = @OrganizationId AND id = @Id AND version = @Version - 1
        """,
        Values(project),
        cancellationToken);

    public ValueTask UpdateKeyAsync(ApiKey key, AuditDraft audit, CancellationToken cancellationToken) => audits.CommitOneAsync(
        audit,
        """
        UPDATE api_keys SET name = @Name, prefix = @Prefix, digest = @Digest, environment = @Environment, workload = @Workload,
            expires_at = @Expires, revoked_at = @Revoked, previous_digest = @PreviousDigest, previous_until = @PreviousUntil, version = @Version
        WHERE id = @Id AND version = @Version - 1
        """,
        Values(key),
        cancellationToken);

    public ValueTask UpdateMemberAsync(Member member, AuditDraft audit, CancellationToken cancellationToken) => audits.CommitOneAsync(
        audit,
        UpdateMember,
        Values(member),
        cancellationToken);

    public ValueTask UpdateManagementKeyAsync(ManagementKey key, AuditDraft audit, CancellationToken cancellationToken) => audits.CommitOneAsync(
        audit,
        """
        UPDATE management_keys SET name = @Name, expires_at = @Expires, revoked_at = @Revoked, version = @Version
        WHERE organization = @OrganizationId AND id = @Id AND version = @Version - 1
        """,
        Values(key),
        cancellationToken);

    public ValueTask RemoveMemberAsync(Member member, AuditDraft audit, CancellationToken cancellationToken) => audits.CommitOneAsync(
        audit,
        "DELETE FROM members WHERE organization = @OrganizationId AND id = @Id AND version = @Version",
        new { member.OrganizationId, member.Id, member.Version },
        cancellationToken);

    public async ValueTask TouchKeysAsync(IReadOnlyDictionary<string, DateTimeOffset> lastUsed, CancellationToken cancellationToken)
    {
        // In the order of ids, so that replicas that do so at once never wait for each other in a circle.
        var uses = lastUsed.OrderBy(use => use.Key, StringComparer.Ordinal).Select(use => new { Id = use.Key, At = use.Value.ToUnixTimeMilliseconds() }).ToList();
        await audits.Database.WriteAsync(
            SqlTurn.Any,
            async session =>
            {
                await session.ExecuteAsync("UPDATE api_keys SET last_used_at = @At WHERE id = @Id AND coalesce(last_used_at, 0) < @At", uses);
                return await session.ExecuteAsync("UPDATE management_keys SET last_used_at = @At WHERE id = @Id AND coalesce(last_used_at, 0) < @At", uses);
            },
            cancellationToken);
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
        Archived = project.ArchivedAt?.ToUnixTimeMilliseconds(),
        project.Version,
    };

    private static object Values(ApiKey key) => new
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
        Revoked = key.RevokedAt?.ToUnixTimeMilliseconds(),
        key.PreviousDigest,
        PreviousUntil = key.PreviousUntil?.ToUnixTimeMilliseconds(),
        key.Version,
    };

    internal static object Values(Member member) => new
    {
        member.OrganizationId,
        member.Id,
        member.TeamId,
        member.Email,
        member.Role,
        member.AccountId,
        Created = member.CreatedAt.ToUnixTimeMilliseconds(),
        member.Version,
    };

    private static object Values(ManagementKey key) => new
    {
        key.OrganizationId,
        key.Id,
        key.TeamId,
        key.Name,
        key.Prefix,
        key.Digest,
        key.Role,
        key.MemberId,
        Created = key.CreatedAt.ToUnixTimeMilliseconds(),
        Expires = key.ExpiresAt?.ToUnixTimeMilliseconds(),
        Revoked = key.RevokedAt?.ToUnixTimeMilliseconds(),
        key.Version,
    };
}

using NextModel.Audit;

namespace NextModel.Identity;

/// <summary>Objects as the audit trail states them.</summary>
internal static class TenancyFacts
{
    public static string Of(Organization organization) => AuditFacts.Write(json =>
    {
        json.WriteString("name"u8, organization.Name);
        json.WriteString("currency"u8, organization.Currency);
        json.WriteMoment("archived_at", organization.ArchivedAt);
    });

    public static string Of(Team team) => AuditFacts.Write(json =>
    {
        json.WriteString("name"u8, team.Name);
        json.WriteMoment("archived_at", team.ArchivedAt);
    });

    public static string Of(Project project) => AuditFacts.Write(json =>
    {
        json.WriteString("name"u8, project.Name);
        json.WriteString("team"u8, project.TeamId);
        json.WriteMoment("archived_at", project.ArchivedAt);
        json.WriteStartObject("cache"u8);
        json.WriteString("mode"u8, project.Cache.Enabled ? "exact" : "off");
        json.WriteNumber("time_to_live_seconds"u8, (long)project.Cache.TimeToLive.TotalSeconds);
        json.WriteNumber("max_entry_bytes"u8, project.Cache.MaxEntryBytes);
        json.WriteNumber("max_total_bytes"u8, project.Cache.MaxTotalBytes);
        json.WriteStartArray("ignored_metadata"u8);
        foreach (var name in project.Cache.IgnoredMetadata)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    public static string Of(ApiKey key) => AuditFacts.Write(json =>
    {
        json.WriteString("name"u8, key.Name);
        json.WriteString("project"u8, key.ProjectId);
        json.WriteString("prefix"u8, key.Prefix);
        json.WriteString("environment"u8, key.Environment);
        json.WriteString("workload"u8, key.Workload);
        json.WriteMoment("expires_at", key.ExpiresAt);
        json.WriteMoment("revoked_at", key.RevokedAt);
        json.WriteMoment("previous_secret_until", key.PreviousUntil);
    });

    public static string Of(Member member) => AuditFacts.Write(json =>
    {
        json.WriteString("email"u8, member.Email);
        json.WriteString("role"u8, member.Role.Wire());
        json.WriteString("team"u8, member.TeamId);
        json.WriteString("account"u8, member.AccountId);
    });

    public static string Of(ManagementKey key) => AuditFacts.Write(json =>
    {
        json.WriteString("name"u8, key.Name);
        json.WriteString("prefix"u8, key.Prefix);
        json.WriteString("role"u8, key.Role.Wire());
        json.WriteString("team"u8, key.TeamId);
        json.WriteString("member"u8, key.MemberId);
        json.WriteMoment("expires_at", key.ExpiresAt);
        json.WriteMoment("revoked_at", key.RevokedAt);
    });
}

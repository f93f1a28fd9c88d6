using System.Buffers;
using System.Text;
using System.Text.Json;

namespace NextModel.Identity;

/// <summary>Objects as the audit trail states them: an explicit list of members, so that no secret can get in by being added to a record.</summary>
internal static class TenancyFacts
{
    public static string Of(Organization organization) => Write(json =>
    {
        json.WriteString("name"u8, organization.Name);
        json.WriteString("currency"u8, organization.Currency);
        Moment(json, "archived_at", organization.ArchivedAt);
    });

    public static string Of(Team team) => Write(json =>
    {
        json.WriteString("name"u8, team.Name);
        Moment(json, "archived_at", team.ArchivedAt);
    });

    public static string Of(Project project) => Write(json =>
    {
        json.WriteString("name"u8, project.Name);
        json.WriteString("team"u8, project.TeamId);
        Moment(json, "archived_at", project.ArchivedAt);
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

    public static string Of(ApiKey key) => Write(json =>
    {
        json.WriteString("name"u8, key.Name);
        json.WriteString("project"u8, key.ProjectId);
        json.WriteString("prefix"u8, key.Prefix);
        json.WriteString("environment"u8, key.Environment);
        json.WriteString("workload"u8, key.Workload);
        Moment(json, "expires_at", key.ExpiresAt);
        Moment(json, "revoked_at", key.RevokedAt);
        Moment(json, "previous_secret_until", key.PreviousUntil);
    });

    public static string Of(Member member) => Write(json =>
    {
        json.WriteString("email"u8, member.Email);
        json.WriteString("role"u8, member.Role.Wire());
        json.WriteString("team"u8, member.TeamId);
    });

    public static string Of(ManagementKey key) => Write(json =>
    {
        json.WriteString("name"u8, key.Name);
        json.WriteString("prefix"u8, key.Prefix);
        json.WriteString("role"u8, key.Role.Wire());
        json.WriteString("team"u8, key.TeamId);
        json.WriteString("member"u8, key.MemberId);
        Moment(json, "expires_at", key.ExpiresAt);
        Moment(json, "revoked_at", key.RevokedAt);
    });

    private static void Moment(Utf8JsonWriter json, string name, DateTimeOffset? at)
    {
        if (at is { } moment)
        {
            json.WriteString(name, moment);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static string Write(Action<Utf8JsonWriter> members)
    {
        var output = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        members(json);
        json.WriteEndObject();
        json.Flush();
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}

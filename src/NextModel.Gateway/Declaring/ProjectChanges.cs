using System.Globalization;
using NextModel.Identity;

namespace NextModel.Gateway.Declaring;

/// <summary>Differences in words, for a plan.</summary>
internal static class ProjectChanges
{
    public static string Describe(Project before, string teamBefore, string teamAfter, ProjectCache cache)
    {
        var was = before.Cache;
        return Join(
            before.ArchivedAt is null ? "" : "archived → in use",
            Change("team", teamBefore, teamAfter),
            Change("cache.mode", Mode(was), Mode(cache)),
            Change("cache.time_to_live_seconds", Number(was.TimeToLive.TotalSeconds), Number(cache.TimeToLive.TotalSeconds)),
            Change("cache.max_entry_bytes", Number(was.MaxEntryBytes), Number(cache.MaxEntryBytes)),
            Change("cache.max_total_bytes", Number(was.MaxTotalBytes), Number(cache.MaxTotalBytes)),
            Change("cache.ignored_metadata", $"[{string.Join(", ", was.IgnoredMetadata)}]", $"[{string.Join(", ", cache.IgnoredMetadata)}]"));
    }

    public static string Describe(ApiKey before, ApiKey after) => Join(
        Change("environment", $"'{before.Environment}'", $"'{after.Environment}'"),
        Change("workload", $"'{before.Workload}'", $"'{after.Workload}'"),
        Change("expires_at", Moment(before.ExpiresAt), Moment(after.ExpiresAt)));

    private static string Mode(ProjectCache cache) => cache.Enabled ? "exact" : "off";

    private static string Moment(DateTimeOffset? at) => at is { } moment ? moment.ToString("u", CultureInfo.InvariantCulture) : "never";

    private static string Number(double number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Change(string what, string before, string after) => before == after ? "" : $"{what} {before} → {after}";

    private static string Join(params IEnumerable<string> changes) => string.Join(", ", changes.Where(c => c.Length > 0));
}

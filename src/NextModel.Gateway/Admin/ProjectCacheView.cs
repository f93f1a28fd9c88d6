using NextModel.Identity;

namespace NextModel.Gateway.Admin;

/// <summary>A project's cache rules as the admin API shows them.</summary>
/// <param name="Project">Project name.</param>
/// <param name="Mode"><c>exact</c> or <c>off</c>.</param>
/// <param name="TimeToLiveSeconds">How long an entry may be replayed.</param>
/// <param name="MaxEntryBytes">Largest entry.</param>
/// <param name="MaxTotalBytes">All entries together.</param>
/// <param name="IgnoredMetadata">Members of <c>metadata</c> that do not change the key.</param>
public sealed record ProjectCacheView(
    string Project, string Mode, long TimeToLiveSeconds, long MaxEntryBytes, long MaxTotalBytes, IReadOnlyList<string> IgnoredMetadata)
{
    public static ProjectCacheView Of(Project project)
    {
        ArgumentNullException.ThrowIfNull(project);
        var cache = project.Cache;
        return new ProjectCacheView(
            project.Name, cache.Enabled ? "exact" : "off", (long)cache.TimeToLive.TotalSeconds, cache.MaxEntryBytes, cache.MaxTotalBytes,
            cache.IgnoredMetadata);
    }
}

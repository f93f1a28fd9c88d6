namespace NextModel.Web.Dashboard;

/// <summary>A part of the dashboard: its place in the navigation, its pages, and what can be done on them.</summary>
/// <param name="group">Where it stands.</param>
/// <param name="path">Below <c>/dashboard</c>: <c>/api-keys</c>; empty for the first page.</param>
/// <param name="label">The key of its name.</param>
public abstract class DashboardSection(DashboardGroup group, string path, string label)
{
    public DashboardGroup Group => group;

    public string Path => path;

    public string Label => label;

    /// <summary>The route of the admin API without which its pages show nothing: who may not use it does not see the section. Null for everybody.</summary>
    public virtual (string Method, string Path)? Needs => null;

    /// <summary>Maps its pages.</summary>
    internal abstract void Map(DashboardRoutes routes);
}

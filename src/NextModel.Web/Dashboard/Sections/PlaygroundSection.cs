using NextModel.Web.Dashboard.Playground;

namespace NextModel.Web.Dashboard.Sections;

/// <summary>The same prompt to several models.</summary>
internal sealed class PlaygroundSection(PlaygroundParts parts) : DashboardSection(DashboardGroup.Models, "/playground", "playground.heading")
{
    private const long LongestForm = 1024 * 1024;

    private readonly PlaygroundPages _pages = new(parts);

    internal override void Map(DashboardRoutes routes)
    {
        routes.Get(this, "", PlaygroundPages.ShowAsync);
        routes.Post(this, "", post => _pages.SendAsync(post.View, post.Context), LongestForm);
        routes.Post(this, "/stream", post => _pages.StreamAsync(post.View, post.Context), LongestForm);
        routes.Post(this, "/estimate", post => _pages.EstimateAsync(post.View, post.Context), LongestForm);
    }
}

using NextModel.Web.Dashboard.Zones;

namespace NextModel.Web.Dashboard.Sections;

/// <summary>Whose clocks times are shown by; reached from the top of every page.</summary>
internal sealed class ZoneSection(bool isSecure) : DashboardSection(DashboardGroup.Unlisted, "/time-zone", "zone.heading")
{
    private readonly ZonePages _pages = new(isSecure);

    internal override void Map(DashboardRoutes routes)
    {
        routes.Get(this, "", ZonePages.ShowAsync);
        routes.Post(this, "", post => _pages.ChooseAsync(post.View, post.Context));
    }
}

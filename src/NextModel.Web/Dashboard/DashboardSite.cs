using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NextModel.Web.Dashboard.Sections;
using NextModel.Web.SignIn;
using NextModel.Web.Site;

namespace NextModel.Web.Dashboard;

/// <summary>Signing in, and the sections behind it.</summary>
public sealed class DashboardSite(PublicSite site, DashboardParts parts, SignInLinks links, string publicUrl, TimeProvider time) : IDisposable
{
    private readonly SignInDesk _desk = new(site, parts, links, publicUrl, time);

    // In the order of the navigation.
    private readonly DashboardSection[] _sections =
    [
        new OverviewSection(parts),
        new ReceiptsSection(parts, time),
        new KeysSection(),
        new BudgetsSection(parts),
        new PlaygroundSection(parts.Playground),
        new ZoneSection(publicUrl.StartsWith("https:", StringComparison.OrdinalIgnoreCase)),
    ];

    public void Map(IEndpointRouteBuilder application)
    {
        var routes = application.MapGroup("").ExcludeFromDescription();
        _desk.Map(routes);
        var dashboard = new DashboardRoutes(routes, site, _desk, parts, _sections);
        foreach (var section in _sections)
        {
            section.Map(dashboard);
        }
    }

    public void Dispose() => _desk.Dispose();
}

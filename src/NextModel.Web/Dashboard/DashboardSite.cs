using Microsoft.AspNetCore.Routing;
using NextModel.Configuration;
using NextModel.Web.Dashboard.Sections;
using NextModel.Web.SignIn;
using NextModel.Web.Site;

namespace NextModel.Web.Dashboard;

/// <summary>Signing in, and the sections behind it.</summary>
public sealed class DashboardSite(PublicSite site, DashboardParts parts, SignInParts signIn, SingleSignOn provider, SnapshotHolder snapshots, string publicUrl, TimeProvider time)
{
    // In the order of the navigation.
    private readonly DashboardSection[] _sections =
    [
        new FirstRunSection(parts),
        new OverviewSection(parts),
        new ReceiptsSection(parts, time),
        new ExportsSection(),
        new ReconciliationsSection(),
        new CreditsSection(),
        new KeysSection(),
        new BudgetsSection(parts),
        new PoliciesSection(),
        new LimitsSection(),
        new ProjectsSection(),
        new MembersSection(),
        new PerformanceSection(parts),
        new SourcesSection(),
        new CredentialsSection(),
        new WebhooksSection(),
        new AuditSection(),
        new SettingsSection(),
        new AccountSection(signIn, provider),
        new PlaygroundSection(parts.Playground),
        new CacheSafetySection(parts),
        new SearchSection(parts),
        new ZoneSection(publicUrl.StartsWith("https:", StringComparison.OrdinalIgnoreCase)),
    ];

    public void Map(IEndpointRouteBuilder application)
    {
        var routes = PageFailures.Map(application, site, time);
        var cookie = new SessionCookie(publicUrl.StartsWith("https:", StringComparison.OrdinalIgnoreCase));
        var desk = new SignInDesk(site, parts, signIn, provider, new ClientPlace(snapshots), cookie);
        desk.Map(routes);
        new SecondFactorDesk(signIn, desk, cookie).Map(routes);
        new LinkDesk(parts, signIn, desk, cookie).Map(routes);
        new SingleSignOnDesk(signIn, desk, provider).Map(routes);
        var dashboard = new DashboardRoutes(routes, site, desk, parts, _sections);
        foreach (var section in _sections)
        {
            section.Map(dashboard);
        }
    }
}

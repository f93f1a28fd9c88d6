using Microsoft.AspNetCore.Routing;
using NextModel.Web.Localization;

namespace NextModel.Browser.Tests.Views;

/// <summary>No page is left out: what is mapped and answers with a page has a view, or a reason.</summary>
public sealed class RouteCoverageTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    // Of the API, and what machines ask for.
    private static readonly string[] Apis = ["/v1", "/openai", "/api", "/.well-known", "/health", "/metrics"];

    private IReadOnlyList<string> Mapped =>
    [
        .. browser.Gateway.Application.MappedRoutes
            .Where(route => route.Metadata.GetMetadata<HttpMethodMetadata>() is { } methods && methods.HttpMethods.Contains("GET"))
            .Select(route => "/" + route.RoutePattern.RawText!.TrimStart('/'))
            .Where(path => !Apis.Any(api => path == api || path.StartsWith(api + "/", StringComparison.Ordinal))),
    ];

    [Fact]
    public void Dashboard_EveryRoute_HasAView() =>
        Mapped.Where(IsDashboard).Except(DashboardViews.NoPages.Keys).Order(StringComparer.Ordinal)
            .ShouldBe(DashboardViews.All.Select(view => "/dashboard" + view.Route).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Site_EveryRoute_HasAView()
    {
        var shown = PublicViews.All.Select(view => view.Route).Concat(AccountViewsTests.Routes.SelectMany(path => Locale.All.Select(locale => locale.Link(path)))).ToHashSet(StringComparer.Ordinal);
        var reasons = PublicViews.NoPages.Keys.SelectMany(path => Locale.All.Select(locale => locale.Link(path))).Concat(PublicViews.NoPages.Keys).ToHashSet(StringComparer.Ordinal);

        Mapped.Where(path => !IsDashboard(path) && !reasons.Contains(path)).Except(shown).ShouldBeEmpty("they have no view");
        shown.Except(Mapped).ShouldBeEmpty("nothing is mapped there");
    }

    private static bool IsDashboard(string path) => path == "/dashboard" || path.StartsWith("/dashboard/", StringComparison.Ordinal) || path == "/dashboard/receipts.csv";
}

using Microsoft.AspNetCore.Routing;
using NextModel.Testing.Gateway;

namespace NextModel.Gateway.Tests.Site;

/// <summary>The paths of the dashboard as they are mapped, with an id that names nothing in their blanks.</summary>
internal static class DashboardPages
{
    public static IReadOnlyList<string> Gets(TestGateway gateway) => Of(gateway, "GET");

    public static IReadOnlyList<string> Posts(TestGateway gateway) => Of(gateway, "POST");

    private static List<string> Of(TestGateway gateway, string method) =>
    [
        .. gateway.Application.MappedRoutes
            .Where(route => route.RoutePattern.RawText!.StartsWith("/dashboard", StringComparison.Ordinal)
                && route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains(method))
            .Select(route => route.RoutePattern.RawText!.Replace("{id}", "nothing", StringComparison.Ordinal)),
    ];
}

using Microsoft.AspNetCore.Routing;
using NextModel.Gateway.Admin;
using NextModel.Identity;

namespace NextModel.Gateway.Tests.Admin;

/// <summary>Every role against every route: what the access table says is what the server does.</summary>
public sealed class RoleRouteTests(RoleRouteTests.Running running) : IClassFixture<RoleRouteTests.Running>
{
    private const string Root = "/api/admin/v1/";

    public static TheoryData<string, AccessRole, bool> Holders => new()
    {
        { "acme-viewer", AccessRole.Viewer, true },
        { "acme-developer", AccessRole.Developer, true },
        { "acme-admin", AccessRole.Admin, true },
        { "acme-owner", AccessRole.Owner, true },
        { "red-viewer", AccessRole.Viewer, false },
        { "red-developer", AccessRole.Developer, false },
        { "red-admin", AccessRole.Admin, false },
    };

    [Fact]
    public void AdminRoutes_AllThatAreMapped_HaveAnEntryAndEveryEntryARoute() =>
        Mapped().ShouldBe(AccessTable.Rules.Keys, ignoreOrder: true, "a route without an entry in AccessTable, or an entry without a route");

    [Theory]
    [MemberData(nameof(Holders))]
    public async Task EveryRoute_OfARole_AllowsWhatTheTableSaysAndNoMore(string holder, AccessRole role, bool ofTheWholeOrganization)
    {
        foreach (var (route, rule) in AccessTable.Rules)
        {
            var reply = await AskAsync(route, running.Made.Keys[holder]);
            var may = role >= rule.Role && (ofTheWholeOrganization || rule.Level == AccessLevel.Team);
            (reply.Status == 403).ShouldBe(!may, $"{holder}: {route.Method} {route.Pattern} answered {reply.Status} {reply.Body}");
            reply.Status.ShouldNotBe(401);
            reply.Status.ShouldBeLessThan(500);
            if (!may)
            {
                reply.Code.ShouldBe("permission_denied");
            }
        }
    }

    [Fact]
    public async Task EveryRoute_OfTheOperator_IsAllowed()
    {
        foreach (var route in AccessTable.Rules.Keys)
        {
            var reply = await AskAsync(route, running.Gateway.OperatorKey);
            reply.Status.ShouldNotBeOneOf([401, 403], $"{route.Method} {route.Pattern}");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("nothing")]
    [InlineData("nm_mk_0000000000000000000000000000000000000000000_000000")]
    public async Task EveryRoute_WithoutAKnownKey_IsRefused(string key)
    {
        foreach (var route in AccessTable.Rules.Keys)
        {
            (await AskAsync(route, key)).Status.ShouldBe(401, $"{route.Method} {route.Pattern}");
        }
    }

    [Fact]
    public async Task EveryRoute_OfAnApiKey_IsRefused()
    {
        foreach (var route in AccessTable.Rules.Keys)
        {
            (await AskAsync(route, running.Gateway.Gateway.ApiKey)).Status.ShouldBe(401, $"{route.Method} {route.Pattern}");
        }
    }

    [Theory]
    [InlineData("other-owner")]
    [InlineData("other-admin")]
    [InlineData("blue-admin")]
    public async Task RoutesOfAnObject_OfAnotherOrganizationOrTeam_SayThatThereIsNone(string holder)
    {
        foreach (var route in AccessTable.Rules.Keys.Where(r => r.Pattern.Contains("{id}", StringComparison.Ordinal)))
        {
            if (holder == "blue-admin" && route.Pattern.StartsWith(Root + "organizations", StringComparison.Ordinal))
            {
                continue;
            }

            (await AskAsync(route, running.Made.Keys[holder])).Status.ShouldBeOneOf([403, 404], $"{holder}: {route.Method} {route.Pattern}");
        }
    }

    [Fact]
    public async Task Lists_OfAnotherOrganization_ShowNothingOfThisOne()
    {
        foreach (var route in AccessTable.Rules.Keys.Where(r => r.Method == "GET" && !r.Pattern.Contains('{', StringComparison.Ordinal)))
        {
            var reply = await AskAsync(route, running.Made.Keys["other-owner"]);
            reply.Body.ShouldNotContain(running.Made.Id("organizations"), Case.Sensitive, $"{route.Pattern}");
            (await running.Gateway.SendAsync("GET", route.Pattern[Root.Length..] + "?organization=acme", key: running.Made.Keys["other-owner"]))
                .Status.ShouldBeOneOf(400, 403, 404);
        }
    }

    // Nothing is changed: a body without its members, a version that no object has.
    private Task<AdminReply> AskAsync((string Method, string Pattern) route, string key)
    {
        var path = route.Pattern[Root.Length..];
        var filled = path.Replace("{id}", path.Contains("{id}", StringComparison.Ordinal) ? running.Made.Id(path.Split('/')[0]) : "", StringComparison.Ordinal);
        return running.Gateway.SendAsync(route.Method, filled, route.Method == "GET" ? null : "{}", key, "\"0\"");
    }

    private IEnumerable<(string Method, string Pattern)> Mapped() =>
        from route in running.Gateway.Gateway.Application.MappedRoutes
        where route.RoutePattern.RawText!.StartsWith("/api/admin", StringComparison.OrdinalIgnoreCase)
        from method in route.Metadata.OfType<IHttpMethodMetadata>().SelectMany(m => m.HttpMethods).DefaultIfEmpty("any")
        select (method, route.RoutePattern.RawText!);

    public sealed class Running : IAsyncLifetime
    {
        public AdminGateway Gateway { get; private set; } = null!;

        public Installations Made { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Gateway = await AdminGateway.StartAsync();
            Made = await Installations.MakeAsync(Gateway);
        }

        public ValueTask DisposeAsync() => Gateway.DisposeAsync();
    }
}

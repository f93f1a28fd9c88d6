using Microsoft.AspNetCore.Http;

namespace NextModel.Web.Dashboard;

/// <summary>What a route of the admin API answers, as it answers: a file, or something long.</summary>
/// <param name="View">Who asks.</param>
/// <param name="Route">Without <c>/api/admin/v1</c>.</param>
/// <param name="Id">What stands in its blank; null where it has none.</param>
/// <param name="Query">Its query; an empty value is none.</param>
internal sealed record ForwardedAnswer(DashboardView View, string Route, string? Id, params (string Name, string Value)[] Query) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => View.Admin.ForwardAsync(httpContext, Route, Id, Query);
}

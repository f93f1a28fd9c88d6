using Microsoft.AspNetCore.Http;

namespace NextModel.Web.Dashboard;

/// <summary>After a form: the page to get now (RFC 9110 §15.4.4), so that loading it again sends nothing twice.</summary>
/// <param name="Path">A path of this site.</param>
internal sealed record SeeOther(string Path) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = Path;
        return Task.CompletedTask;
    }
}

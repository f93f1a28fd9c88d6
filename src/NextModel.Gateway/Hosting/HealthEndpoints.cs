using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace NextModel.Gateway.Hosting;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: it can take work, and if not, why. A configuration that was read again and
/// refused is told there too: what is in force is older than the file.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes, Func<CancellationToken, ValueTask<string?>> whyNotReady, Func<string> configuration)
    {
        routes.MapGet("/health/live", () => Results.Json(new { status = "live" }));
        routes.MapGet("/health/ready", async (HttpContext context) =>
        {
            var reason = await whyNotReady(context.RequestAborted);
            if (reason is null)
            {
                return Results.Json(new { status = "ready", configuration = configuration() });
            }

            context.Response.Headers.RetryAfter = "2";
            return Results.Json(new { status = "not ready", reason }, statusCode: StatusCodes.Status503ServiceUnavailable);
        });
    }
}

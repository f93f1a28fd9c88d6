using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using NextModel.Identity;
using NextModel.Web.Dashboard.Admin;

namespace NextModel.Gateway.Admin;

/// <summary>
/// Calls of the admin API from inside the process: a request without a connection, given to the route as the server would give it. Who asks
/// was authenticated by the dashboard; everything after that is the route's own.
/// </summary>
internal sealed class AdminDispatch(AdminRoutes routes)
{
    /// <summary>How the audit trail says that a change came this way.</summary>
    private const string Via = "dashboard";

    /// <summary>As the dashboard is given it.</summary>
    public AdminApi Api => new(SendAsync, ForwardAsync, WhyNot);

    private static string? WhyNot(Administrator by, string method, string pattern) => AccessTable.Rules[(method, pattern)].WhyNot(by);

    private async ValueTask<AdminReply> SendAsync(AdminRequest request, CancellationToken cancellationToken)
    {
        using var answer = new MemoryStream();
        var context = new DefaultHttpContext { RequestAborted = cancellationToken };
        context.Response.Body = answer;
        Write(context.Request, request);
        await routes.AnswerAsync(context, Named(request.By), request.Method, request.Pattern);

        // A route that finds nobody left to answer says nothing.
        cancellationToken.ThrowIfCancellationRequested();
        var version = context.Response.Headers.ETag.ToString().Trim('"');
        return AdminReply.Of(context.Response.StatusCode, answer.GetBuffer().AsMemory(0, (int)answer.Length), version.Length > 0 ? version : null);
    }

    private Task ForwardAsync(AdminRequest request, HttpContext context)
    {
        Write(context.Request, request);
        return routes.AnswerAsync(context, Named(request.By), request.Method, request.Pattern);
    }

    private static Administrator Named(Administrator by) => by with { Actor = by.Actor with { Via = Via } };

    private static void Write(HttpRequest to, AdminRequest request)
    {
        var path = request.Pattern;
        foreach (var (name, value) in request.Values)
        {
            to.RouteValues[name] = value;
            path = path.Replace("{" + name + "}", value, StringComparison.Ordinal);
        }

        to.Method = request.Method;
        to.Path = path;
        to.QueryString = new QueryBuilder(request.Query.Select(one => KeyValuePair.Create(one.Name, one.Value))).ToQueryString();
        if (request.Version is { } version)
        {
            to.Headers.IfMatch = version == "*" ? version : string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");
        }

        if (request.Body is { } body)
        {
            to.Body = body;
            to.ContentType = request.ContentType;
            to.ContentLength = request.BodyLength;
        }
    }
}

using System.Data.Common;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using NextModel.Errors;
using NextModel.Gateway.OpenAI;
using NextModel.Identity;
using NextModel.Telemetry;

namespace NextModel.Gateway.Admin;

/// <summary>Maps routes of the admin API behind authentication and <see cref="AccessTable"/>, and turns what they give into HTTP.</summary>
internal sealed partial class AdminRoutes(
    IEndpointRouteBuilder routes, AdminAuthentication authentication, TimeProvider time, ILogger<AdminRoutes> logger)
{
    private readonly Dictionary<(string Method, string Pattern), Func<AdminCall, ValueTask<Result<AdminAnswer>>>> _acts = [];

    public void MapGet(string pattern, Func<AdminCall, ValueTask<Result<AdminAnswer>>> act) => Map(HttpMethods.Get, pattern, act);

    public void MapPost(string pattern, Func<AdminCall, ValueTask<Result<AdminAnswer>>> act) => Map(HttpMethods.Post, pattern, act);

    public void MapPut(string pattern, Func<AdminCall, ValueTask<Result<AdminAnswer>>> act) => Map(HttpMethods.Put, pattern, act);

    public void MapPatch(string pattern, Func<AdminCall, ValueTask<Result<AdminAnswer>>> act) => Map(HttpMethods.Patch, pattern, act);

    public void MapDelete(string pattern, Func<AdminCall, ValueTask<Result<AdminAnswer>>> act) => Map(HttpMethods.Delete, pattern, act);

    private void Map(string method, string pattern, Func<AdminCall, ValueTask<Result<AdminAnswer>>> act)
    {
        if (!AccessTable.Rules.TryGetValue((method, pattern), out var rule))
        {
            throw new InvalidOperationException($"{method} {pattern} has no entry in {nameof(AccessTable)}: say who may use it.");
        }

        _acts.Add((method, pattern), act);
        routes.MapMethods(pattern, [method], context => HandleAsync(context, authentication.Authenticate(context.Request), rule, act));
    }

    /// <summary>Answers as a route does, for somebody who was authenticated in another way than by a bearer.</summary>
    /// <param name="context">The request, with the values of its path.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="method">Of the route.</param>
    /// <param name="pattern">As it is mapped.</param>
    /// <exception cref="KeyNotFoundException">There is no such route: a bug of the caller.</exception>
    public Task AnswerAsync(HttpContext context, Administrator by, string method, string pattern) =>
        HandleAsync(context, by, AccessTable.Rules[(method, pattern)], _acts[(method, pattern)]);

    private async Task HandleAsync(HttpContext context, Result<Administrator> who, AccessRule rule, Func<AdminCall, ValueTask<Result<AdminAnswer>>> act)
    {
        RequestIdentity.Begin(context, time, out var requestId);
        try
        {
            var answer = who.TryGet(out var by, out var refusal)
                ? rule.WhyNot(by) is { } reason
                    ? new GatewayError(GatewayErrorCode.PermissionDenied, $"This key may not use {context.Request.Method} {Header.Show(context.Request.Path)}: {reason}.")
                    : await act(new AdminCall(context, by))
                : refusal;
            if (answer.TryGet(out var done, out refusal))
            {
                await ReplyAsync(context, done);
                return;
            }

            await ErrorReply.WriteAsync(context, refusal, requestId);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            LogFailure(error, requestId);
            await ErrorReply.WriteAsync(
                context,
                error is DbException
                    ? new GatewayError(GatewayErrorCode.Overloaded, "The database cannot be written now; nothing was changed. See './nextmodel doctor', then try again.")
                    : new GatewayError(GatewayErrorCode.InternalError, "The gateway failed on this request. The operator's log has the cause under the request id."),
                requestId);
        }
    }

    private static async Task ReplyAsync(HttpContext context, AdminAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.Headers.CacheControl = "no-store";
        if (answer.Version is { } version)
        {
            context.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");
        }

        await answer.WriteAsync(context);
    }

    [LoggerMessage(EventIds.AdminRequestFailed, LogLevel.Error, "Admin request {RequestId} failed in the gateway")]
    private partial void LogFailure(Exception error, string requestId);
}

using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NextModel.Ledger;
using NextModel.Telemetry;
using NextModel.Web.Localization;
using NextModel.Web.Pages;

namespace NextModel.Web.Site;

/// <summary>
/// The edge of pages (ADR 0008): what failed while one was made is logged under the request's id, and whoever asked is told so by a page in
/// their language.
/// </summary>
internal sealed partial class PageFailures(PublicSite site, TimeProvider time, ILogger<PageFailures> logger)
{
    // What a disk or a lock is up to may be over then.
    private const string RetrySeconds = "5";

    /// <summary>Routes whose failures are told as pages.</summary>
    public static RouteGroupBuilder Map(IEndpointRouteBuilder application, PublicSite site, TimeProvider time)
    {
        var failures = new PageFailures(site, time, application.ServiceProvider.GetRequiredService<ILogger<PageFailures>>());
        var routes = application.MapGroup("").ExcludeFromDescription();
        ((IEndpointConventionBuilder)routes).Add(endpoint => endpoint.RequestDelegate = endpoint.RequestDelegate is { } answer ? context => failures.GuardAsync(context, answer) : null);
        return routes;
    }

    private async Task GuardAsync(HttpContext context, RequestDelegate answer)
    {
        try
        {
            await answer(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            var requestId = ReceiptIds.RequestId(Guid.CreateVersion7(time.GetUtcNow()));
            LogFailure(error, context.Request.Method, requestId);
            context.Response.Clear();
            var view = site.Begin(context, LocaleOf(context));
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers["x-request-id"] = requestId;
            var isBusy = error is DbException or IOException;
            if (isBusy)
            {
                context.Response.Headers.RetryAfter = RetrySeconds;
            }

            await PublicSite.Render<FailedPage>(
                isBusy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError,
                ("View", view), ("IsBusy", isBusy), ("RequestId", requestId), ("Again", HttpMethods.IsGet(context.Request.Method) ? context.Request.PathBase + context.Request.Path + context.Request.QueryString : null)).ExecuteAsync(context);
        }
    }

    // The language the page would have had, where that was known already; else that of its address, else what the browser prefers.
    private static Locale LocaleOf(HttpContext context) =>
        context.Items[PublicSite.LocaleItem] as Locale
        ?? Locale.All.FirstOrDefault(one => one.Prefix.Length > 0 && context.Request.Path.StartsWithSegments(one.Prefix, StringComparison.Ordinal))
        ?? context.Request.GetTypedHeaders().AcceptLanguage?.OrderByDescending(one => one.Quality ?? 1)
            .Select(one => Locale.All.FirstOrDefault(locale => locale.Language.Split('-')[0].Equals(one.Value.ToString().Split('-')[0], StringComparison.OrdinalIgnoreCase) && locale != Locale.British)).FirstOrDefault(one => one is not null)
        ?? Locale.English;

    [LoggerMessage(EventIds.PageFailed, LogLevel.Error, "A page failed ({Method}): request {RequestId}")]
    private partial void LogFailure(Exception error, string method, string requestId);
}

using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using NextModel.Reporting;

namespace NextModel.Web.Dashboard.Receipts;

/// <summary>
/// Receipts as they come, as server-sent events that hold rows of the list. Each look asks where the ledger ends; what came since is read
/// once for all readers. One who is slow, or whose installation is fast, gets the newest page of what came meanwhile.
/// </summary>
internal sealed class ReceiptFeed(DashboardParts parts, TimeProvider time)
{
    /// <summary>Most readers at once, of all sessions.</summary>
    public const int MostReaders = 100;

    private const int LooksUntilKeepAlive = 15;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly NewReceipts _new = new(parts.Reports);

    private int _readers;

    /// <summary>Follows the first page of a query until the reader leaves, may no longer see it, or the server stops.</summary>
    public IResult Follow(DashboardView view, ReceiptsQuery query) => new Following(this, view, query);

    private async Task FollowAsync(HttpContext context, DashboardView view, ReceiptsQuery query)
    {
        var response = context.Response;
        if (Interlocked.Increment(ref _readers) > MostReaders)
        {
            Interlocked.Decrement(ref _readers);
            response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            response.Headers.RetryAfter = "30";
            return;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        try
        {
            response.ContentType = "text/event-stream; charset=utf-8";
            response.Headers["X-Accel-Buffering"] = "no";
            var seen = ReceiptCursor.TryParse(context.Request.Headers["Last-Event-ID"].ToString(), out var last)
                ? last.Position : await parts.Reports().ReadHeadAsync(stop.Token);
            await response.WriteAsync(": listening\n\n", stop.Token);
            await response.Body.FlushAsync(stop.Token);
            for (var look = 1; await view.IsCurrent(); look++)
            {
                seen = await SendNewAsync(context, view, query.For(view.Scope), seen, stop.Token);
                if (look % LooksUntilKeepAlive == 0)
                {
                    await response.WriteAsync(": still here\n\n", stop.Token);
                }

                await response.Body.FlushAsync(stop.Token);
                await Task.Delay(Pause, time, stop.Token);
            }

            // Not a broken connection, which the browser would open again.
            await response.WriteAsync("event: ended\ndata: signed_out\n\n", stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The reader has left, or the server stops.
        }
        finally
        {
            Interlocked.Decrement(ref _readers);
        }
    }

    private async ValueTask<long> SendNewAsync(HttpContext context, DashboardView view, ReceiptQuery query, long seen, CancellationToken cancellationToken)
    {
        var (end, came) = await _new.AfterAsync(seen, cancellationToken);
        var meant = came is null
            ? (await parts.Reports().ListAsync(query with { Limit = query.Limit + 1 }, cancellationToken)).Items.Where(item => item.Cursor.Position > seen && item.Cursor.Position <= end).ToList()
            : came.Where(query.Includes).OrderByDescending(item => item.Cursor).Take(query.Limit + 1).ToList();
        if (meant.Count == 0)
        {
            return end;
        }

        if (meant.Count > query.Limit)
        {
            await context.Response.WriteAsync("event: skipped\ndata: more\n\n", cancellationToken);
            meant.RemoveAt(query.Limit);
        }

        var rows = (await RenderAsync(context, view, meant)).ReplaceLineEndings(" ");
        await context.Response.WriteAsync($"event: receipts\nid: {meant.MaxBy(item => item.Cursor.Position)!.Cursor}\ndata: {rows}\n\n", cancellationToken);
        return end;
    }

    private static async Task<string> RenderAsync(HttpContext context, DashboardView view, IReadOnlyList<ReceiptListItem> items)
    {
        await using var renderer = new HtmlRenderer(context.RequestServices, NullLoggerFactory.Instance);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var values = new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(ReceiptRows.View)] = view, [nameof(ReceiptRows.Items)] = items };
            return (await renderer.RenderComponentAsync<ReceiptRows>(ParameterView.FromDictionary(values))).ToHtmlString();
        });
    }

    private sealed class Following(ReceiptFeed feed, DashboardView view, ReceiptsQuery query) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => feed.FollowAsync(httpContext, view, query);
    }
}

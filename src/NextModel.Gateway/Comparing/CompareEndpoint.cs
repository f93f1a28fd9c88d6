using Microsoft.AspNetCore.Http;
using NextModel.Errors;
using NextModel.Identity;

namespace NextModel.Gateway.Comparing;

/// <summary><c>POST /api/compare</c>: a comparison as server-sent events, paid by the key that asks.</summary>
internal sealed class CompareEndpoint(Comparison comparison)
{
    private static readonly byte[] KeepAlive = ": keep-alive\n\n"u8.ToArray();
    private static readonly byte[] End = "\n\n"u8.ToArray();

    public async ValueTask<GatewayError?> AnswerAsync(HttpContext context, Caller caller)
    {
        if (!(await ComparisonRequest.ReadAsync(context)).TryGet(out var asked, out var refusal))
        {
            return refusal;
        }

        var response = context.Response;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await foreach (var one in comparison.RunAsync(asked))
            {
                if (one.Name.Length == 0)
                {
                    await response.BodyWriter.WriteAsync(KeepAlive, asked.CallerGone);
                    continue;
                }

                await response.WriteAsync($"event: {one.Name}\ndata: ", asked.CallerGone);
                await response.BodyWriter.WriteAsync(one.Json, asked.CallerGone);
                await response.BodyWriter.WriteAsync(End, asked.CallerGone);
            }
        }
        catch (OperationCanceledException) when (asked.CallerGone.IsCancellationRequested)
        {
            // The caller has left, and every answer has its receipt.
        }

        return null;
    }
}

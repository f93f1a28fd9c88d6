using System.Globalization;
using Microsoft.AspNetCore.Http;
using NextModel.Errors;

namespace NextModel.Gateway.OpenAI;

/// <summary>Turns a refusal into an HTTP answer; the one place where that happens.</summary>
internal static class ErrorReply
{
    /// <summary>Sent with 429 and 503 when nobody knows better, so that no SDK retries at once.</summary>
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(2);

    public static ValueTask WriteAsync(HttpContext context, GatewayError error, string requestId) =>
        SendAsync(context, Begin(context, error, requestId));

    /// <summary>Sets status and headers; the body that goes with them.</summary>
    public static ReadOnlyMemory<byte> Begin(HttpContext context, GatewayError error, string requestId)
    {
        var response = context.Response;
        response.StatusCode = error.Status;
        if (error.RetryAfter is not null || error.Status is 429 or 503)
        {
            var seconds = Math.Max(1, (long)Math.Ceiling((error.RetryAfter ?? DefaultRetryAfter).TotalSeconds));
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (error.ShouldRetry is { } shouldRetry)
        {
            response.Headers["x-should-retry"] = shouldRetry ? "true" : "false";
        }

        if (error.Status == 401)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        var body = ErrorBody.Write(error, requestId);
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        return body;
    }

    /// <summary>Sends the body.</summary>
    public static ValueTask SendAsync(HttpContext context, ReadOnlyMemory<byte> body) => HttpMethods.IsHead(context.Request.Method)
        ? ValueTask.CompletedTask
        : context.Response.Body.WriteAsync(body, context.RequestAborted);
}

using System.Globalization;
using Microsoft.AspNetCore.Http;
using NextModel.Errors;

namespace NextModel.Gateway.OpenAI;

/// <summary>Turns a refusal into an HTTP answer; the one place where that happens.</summary>
internal static class ErrorReply
{
    /// <summary>Sent with 429 and 503 when nobody knows better, so that no SDK retries at once.</summary>
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(2);

    public static async ValueTask WriteAsync(HttpContext context, GatewayError error, string requestId)
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
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(body, context.RequestAborted);
        }
    }
}

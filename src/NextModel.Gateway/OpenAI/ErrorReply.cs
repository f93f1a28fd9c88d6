using System.Globalization;
using Microsoft.AspNetCore.Http;
using NextModel.Errors;
using NextModel.Gateway.Serving;

namespace NextModel.Gateway.OpenAI;

/// <summary>Turns a refusal into an HTTP answer; the one place where that happens.</summary>
internal static class ErrorReply
{
    /// <summary>Sent with 429 and 503 when nobody knows better, so that no SDK retries at once.</summary>
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(2);

    public static ValueTask WriteAsync(HttpContext context, GatewayError error, string requestId, ClientWire? wire = null) =>
        SendAsync(context, Begin(context, error, requestId, wire));

    /// <summary>Sets status and headers; the body that goes with them.</summary>
    /// <param name="context">The request.</param>
    /// <param name="error">What to say.</param>
    /// <param name="requestId">Its id.</param>
    /// <param name="wire">The client's dialect; OpenAI's where none is given.</param>
    public static ReadOnlyMemory<byte> Begin(HttpContext context, GatewayError error, string requestId, ClientWire? wire = null)
    {
        wire ??= OpenAIWire.Chat;
        var response = context.Response;
        response.StatusCode = wire.StatusOf(error);
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

        var body = wire.ErrorBody(error, requestId);
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        return body;
    }

    /// <summary>Sends the body.</summary>
    public static ValueTask SendAsync(HttpContext context, ReadOnlyMemory<byte> body) => HttpMethods.IsHead(context.Request.Method)
        ? ValueTask.CompletedTask
        : context.Response.Body.WriteAsync(body, context.RequestAborted);
}

using Microsoft.AspNetCore.Http;
using NextModel.Gateway.Admin;
using NextModel.Gateway.OpenAI;

namespace NextModel.Gateway.Monitoring;

/// <summary><c>GET /metrics</c>, for whom <c>NEXTMODEL_METRICS</c> says.</summary>
/// <param name="readings">What there is to read.</param>
/// <param name="administrators">Who may, unless everybody.</param>
/// <param name="isOpen">Whether everybody may.</param>
/// <param name="time">The clock of request ids.</param>
internal sealed class MetricsEndpoint(PrometheusReader readings, AdminAuthentication administrators, bool isOpen, TimeProvider time)
{
    public async Task AnswerAsync(HttpContext context)
    {
        if (!isOpen && administrators.Check(context.Request) is { } refusal)
        {
            _ = RequestIdentity.Begin(context, time, out var id);
            await ErrorReply.WriteAsync(context, refusal, id);
            return;
        }

        context.Response.ContentType = PrometheusText.ContentType;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsync(readings.Read(), context.RequestAborted);
    }
}

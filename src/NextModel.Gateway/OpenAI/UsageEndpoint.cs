using System.Text.Json;
using Microsoft.AspNetCore.Http;
using NextModel.Errors;
using NextModel.Gateway.Reporting;
using NextModel.Reporting;

namespace NextModel.Gateway.OpenAI;

/// <summary><c>GET /v1/usage</c>: sums over the receipts that the key may read.</summary>
internal sealed class UsageEndpoint(IReportStore reports, TimeProvider time)
{
    public async ValueTask<GatewayError?> SumAsync(HttpContext context, ReceiptScope scope)
    {
        if (!ReportParameters.Read(context.Request.Query, UsageQueryReader.Known).TryGet(out var parameters, out var refusal)
            || !UsageQueryReader.Read(parameters, scope, time.GetUtcNow()).TryGet(out var request, out refusal))
        {
            return refusal;
        }

        var report = await reports.SumAsync(request.Query, context.RequestAborted);
        var json = JsonSerializer.SerializeToUtf8Bytes(UsageView.Of(request, report), ReportingJsonContext.Default.UsageView);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        await context.Response.Body.WriteAsync(json, context.RequestAborted);
        return null;
    }
}

using Microsoft.AspNetCore.Http;
using NextModel.Errors;
using NextModel.Gateway.Reporting;
using NextModel.Reporting;

namespace NextModel.Gateway.OpenAI;

/// <summary><c>GET /v1/exports</c> and <c>GET /v1/exports/manifest</c>: receipts that the key may read, as a file.</summary>
internal sealed class ExportsEndpoint(ExportReply exports)
{
    public async ValueTask<GatewayError?> ExportAsync(HttpContext context, ReceiptScope scope)
    {
        if (!ReportParameters.Read(context.Request.Query, ExportQueryReader.Known).TryGet(out var parameters, out var refusal)
            || !(await exports.OpenAsync(parameters, scope, whole: false, context.RequestAborted)).TryGet(out var run, out refusal))
        {
            return refusal;
        }

        await ExportReply.WriteAsync(context, run);
        return null;
    }

    public async ValueTask<GatewayError?> ManifestAsync(HttpContext context, ReceiptScope scope)
    {
        if (!ReportParameters.Read(context.Request.Query, ExportQueryReader.Known).TryGet(out var parameters, out var refusal)
            || !(await exports.OpenAsync(parameters, scope, whole: true, context.RequestAborted)).TryGet(out var run, out refusal))
        {
            return refusal;
        }

        var manifest = await exports.ManifestAsync(run, context.RequestAborted);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = manifest.Length;
        await context.Response.Body.WriteAsync(manifest, context.RequestAborted);
        return null;
    }
}

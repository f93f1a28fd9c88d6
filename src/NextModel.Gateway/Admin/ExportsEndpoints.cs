using Microsoft.AspNetCore.Http;
using NextModel.Errors;
using NextModel.Gateway.Reporting;
using NextModel.Reporting.Exports;

namespace NextModel.Gateway.Admin;

/// <summary><c>/api/admin/v1/exports</c>: receipts of an organization, or of the one team that the key's role is over, as a file.</summary>
internal sealed class ExportsEndpoints(ExportReply exports, AdminObjects objects)
{
    private static readonly string[] Known = ["organization", .. ExportQueryReader.Known];

    public void Map(AdminRoutes routes)
    {
        routes.MapGet("/api/admin/v1/exports", ExportAsync);
        routes.MapGet("/api/admin/v1/exports/manifest", ManifestAsync);
    }

    private async ValueTask<Result<AdminAnswer>> ExportAsync(AdminCall call) => (await OpenAsync(call, whole: false)).TryGet(out var run, out var refusal)
        ? new AdminAnswer(StatusCodes.Status200OK, null) { WriteAsync = context => ExportReply.WriteAsync(context, run) }
        : refusal;

    private async ValueTask<Result<AdminAnswer>> ManifestAsync(AdminCall call) => (await OpenAsync(call, whole: true)).TryGet(out var run, out var refusal)
        ? Saved(run, AdminAnswer.Json(await exports.ManifestAsync(run, call.Gone)))
        : refusal;

    // A browser saves it beside the file, under the name by which verifiers find it.
    private static AdminAnswer Saved(ExportRun run, AdminAnswer manifest) => manifest with
    {
        WriteAsync = context =>
        {
            var request = run.Cursor.Request;
            context.Response.Headers.ContentDisposition = $"attachment; filename=\"{ExportNames.Manifest(ExportNames.Of(request), request.Format)}\"";
            return manifest.WriteAsync(context);
        },
    };

    private async ValueTask<Result<ExportRun>> OpenAsync(AdminCall call, bool whole) =>
        call.Parameters(Known).TryGet(out var parameters, out var refusal) && ReportParameters.Resolve(call.By, objects, parameters).TryGet(out var scope, out refusal)
            ? await exports.OpenAsync(parameters, scope, whole, call.Gone)
            : refusal;
}

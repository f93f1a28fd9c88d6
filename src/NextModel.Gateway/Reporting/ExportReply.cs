using Microsoft.AspNetCore.Http;
using NextModel.Errors;
using NextModel.Reporting;
using NextModel.Reporting.Exports;

namespace NextModel.Gateway.Reporting;

/// <summary>Exports over HTTP: the file, or a part of it, and its manifest.</summary>
internal sealed class ExportReply(ReceiptExports exports, TimeProvider time)
{
    /// <summary>Begins an export, or takes one up by its cursor.</summary>
    /// <param name="parameters">Query parameters by name, ids of the tenancy resolved.</param>
    /// <param name="scope">What the key may read.</param>
    /// <param name="whole">True for all of it, from its beginning, whatever part the cursor stands for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<Result<ExportRun>> OpenAsync(
        IReadOnlyDictionary<string, string> parameters, ReceiptScope scope, bool whole, CancellationToken cancellationToken)
    {
        if (!parameters.TryGetValue("cursor", out var cursor))
        {
            return ExportQueryReader.Read(parameters, scope, time.GetUtcNow()).TryGet(out var asked, out var refusal)
                ? await exports.BeginAsync(asked.Request, whole ? null : asked.Limit, cancellationToken)
                : refusal;
        }

        if (parameters.Keys.FirstOrDefault(name => name is not ("cursor" or "organization")) is { } other)
        {
            return ReportRange.Bad(other, "is not taken beside a cursor, which says all of it.");
        }

        return await exports.ResumeAsync(cursor, scope, whole, cancellationToken) is { } run
            ? run
            : new GatewayError(GatewayErrorCode.NotFound, "There is no export of this cursor among those that this key may read.", "cursor");
    }

    /// <summary>Writes the file. What fails after the first byte cuts the connection: half a file is never a clean end.</summary>
    public static async Task WriteAsync(HttpContext context, ExportRun run)
    {
        var format = run.Cursor.Request.Format;
        var headers = context.Response.Headers;
        context.Response.ContentType = format.MediaType();
        headers.ContentDisposition = $"attachment; filename=\"{ExportNames.File(ExportNames.Of(run.Cursor.Request), format)}\"";
        headers["x-nextmodel-export-schema"] = format.Schema();
        headers["x-nextmodel-export-cursor"] = run.CursorText;
        if (run.NextCursorText is { } next)
        {
            headers["x-nextmodel-export-next"] = next;
        }

        await run.WriteAsync(context.Response.Body, context.RequestAborted);
    }

    /// <summary>The manifest of an export from its beginning: it is made again, read by nobody.</summary>
    public async ValueTask<byte[]> ManifestAsync(ExportRun run, CancellationToken cancellationToken)
    {
        await run.WriteAsync(Stream.Null, cancellationToken);
        return await exports.SignAsync(run, ExportNames.File(ExportNames.Of(run.Cursor.Request), run.Cursor.Request.Format), null, cancellationToken);
    }
}

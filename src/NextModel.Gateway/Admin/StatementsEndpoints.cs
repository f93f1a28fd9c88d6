using System.Text;
using Microsoft.AspNetCore.Http;
using NextModel.Errors;
using NextModel.Gateway.OpenAI;
using NextModel.Gateway.Reporting;
using NextModel.Reporting.Statements;
using NextModel.Web.Localization;
using NextModel.Web.Reports;

namespace NextModel.Gateway.Admin;

/// <summary><c>GET /api/admin/v1/statements</c>: a month as JSON, as a page to print, or as CSV.</summary>
internal sealed class StatementsEndpoints(StatementOperations operations)
{
    public void Map(AdminRoutes routes) => routes.MapGet("/api/admin/v1/statements", BuildAsync);

    private async ValueTask<Result<AdminAnswer>> BuildAsync(AdminCall call)
    {
        if (!call.Parameters(StatementOperations.Known).TryGet(out var parameters, out var refusal))
        {
            return refusal;
        }

        var format = parameters.GetValueOrDefault("format") ?? "json";
        if (format is not ("json" or "html" or "csv"))
        {
            return ReportRange.Bad("format", $"'{Header.Show(format)}' is not one of json, html, csv.");
        }

        var language = parameters.GetValueOrDefault("language") ?? Locale.English.Id;
        if (Locale.All.FirstOrDefault(one => one.Id == language) is not { } locale)
        {
            return ReportRange.Bad("language", $"'{Header.Show(language)}' is not one of {string.Join(", ", Locale.All.Select(one => one.Id))}.");
        }

        if (!(await operations.BuildAsync(call.By, parameters, call.Gone)).TryGet(out var statement, out refusal))
        {
            return refusal;
        }

        return format switch
        {
            "html" => Of("text/html; charset=utf-8", Encoding.UTF8.GetBytes(StatementHtml.Write(statement, locale))),
            "csv" => Of("text/csv; charset=utf-8; header=present", StatementCsv.Write(statement)),
            _ => AdminAnswer.Of(statement, ReportingJsonContext.Default.Statement),
        };
    }

    private static AdminAnswer Of(string mediaType, byte[] body) => new(StatusCodes.Status200OK, null)
    {
        WriteAsync = async context =>
        {
            context.Response.ContentType = mediaType;
            context.Response.ContentLength = body.Length;
            context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
            context.Response.Headers.XContentTypeOptions = "nosniff";
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        },
    };
}

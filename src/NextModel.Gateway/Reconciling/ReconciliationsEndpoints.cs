using System.Text;
using Microsoft.AspNetCore.Http;
using NextModel.Errors;
using NextModel.Gateway.Admin;
using NextModel.Gateway.OpenAI;
using NextModel.Reporting.ProviderFiles;

namespace NextModel.Gateway.Reconciling;

/// <summary><c>/api/admin/v1/reconciliations</c>: a provider's file goes up as the body, what is to be compared in the query.</summary>
internal sealed class ReconciliationsEndpoints(ReconciliationOperations operations)
{
    private const string Root = "/api/admin/v1/reconciliations";
    private const int MaxName = 200;

    private static readonly string[] Terms =
    [
        "organization", "provider", "name", "source", "credential", "key", "model", "from", "to", "final_through", "edge_minutes", "cost_quantum", "tolerance", "zone",
        "decimal_comma", "invoice", "mapping", "previous",
    ];

    private static readonly ReconciliationJsonContext Json = ReconciliationJsonContext.Default;

    public void Map(AdminRoutes routes)
    {
        routes.MapGet(Root, ListAsync);
        routes.MapPost(Root, CreateAsync);
        routes.MapGet(Root + "/{id}", GetAsync);
        routes.MapDelete(Root + "/{id}", DeleteAsync);
        routes.MapGet(Root + "/{id}/report", ReportAsync);
    }

    private async ValueTask<Result<AdminAnswer>> ListAsync(AdminCall call)
    {
        if (!call.Paging("organization").TryGet(out var paging, out var refusal)
            || !(await operations.ListAsync(call.By, paging["organization"], paging.After, paging.Limit, call.Gone)).TryGet(out var page, out refusal))
        {
            return refusal;
        }

        return AdminAnswer.Of(page, Json.PageReconciliationView);
    }

    private async ValueTask<Result<AdminAnswer>> GetAsync(AdminCall call)
    {
        return (await operations.GetAsync(call.By, call.Id, call.Gone)).TryGet(out var view, out var refusal)
            ? AdminAnswer.Of(view, Json.ReconciliationView, version: 1)
            : refusal;
    }

    private async ValueTask<Result<AdminAnswer>> CreateAsync(AdminCall call)
    {
        if (!call.Paging(Terms).TryGet(out var query, out var refusal) || !Read(query).TryGet(out var terms, out refusal))
        {
            return refusal;
        }

        var name = query["name"] ?? "upload";
        if (name.Length > MaxName)
        {
            return AdminPaging.Bad("name", $"is longer than {MaxName} characters.");
        }

        var made = await operations.CreateAsync(
            call.By, query["organization"], terms, Header.Show(name), call.Body(ReconciliationOperations.MaxBytes), call.Gone);
        return made.TryGet(out var run, out refusal)
            ? AdminAnswer.Of(run.View, Json.ReconciliationView, version: 1, status: run.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK)
            : refusal;
    }

    private async ValueTask<Result<AdminAnswer>> DeleteAsync(AdminCall call)
    {
        if (!(await operations.GetAsync(call.By, call.Id, call.Gone)).TryGet(out _, out var refusal))
        {
            return refusal;
        }

        if (call.ReadVersion(out var version) is { } unconditional)
        {
            return unconditional;
        }

        if (version is not (null or 1))
        {
            return new GatewayError(GatewayErrorCode.PreconditionFailed, "A reconciliation never changes: its ETag is \"1\".", "if-match");
        }

        return (await operations.DeleteAsync(call.By, call.Id, call.Gone)).TryGet(out var view, out refusal)
            ? AdminAnswer.Of(view, Json.ReconciliationView)
            : refusal;
    }

    private async ValueTask<Result<AdminAnswer>> ReportAsync(AdminCall call)
    {
        if (!call.Paging("format").TryGet(out var paging, out var refusal))
        {
            return refusal;
        }

        var (form, type) = paging["format"] switch
        {
            null or "json" => (ReportFiles.Json, "application/json"),
            "md" => (ReportFiles.Markdown, "text/markdown; charset=utf-8"),
            "html" => (ReportFiles.Html, "text/html; charset=utf-8"),
            _ => ("", ""),
        };
        if (form.Length == 0)
        {
            return AdminPaging.Bad("format", "must be json, md or html.");
        }

        if (!(await operations.OpenReportAsync(call.By, call.Id, form, call.Gone)).TryGet(out var report, out refusal))
        {
            return refusal;
        }

        return new AdminAnswer(StatusCodes.Status200OK, null)
        {
            WriteAsync = async context =>
            {
                await using (report)
                {
                    context.Response.ContentType = type;
                    context.Response.ContentLength = report.Length;

                    // Nothing in it may run or load, whatever a file had in it.
                    context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
                    context.Response.Headers.XContentTypeOptions = "nosniff";
                    await report.CopyToAsync(context.Response.Body, context.RequestAborted);
                }
            },
        };
    }

    private static Result<ReconciliationTerms> Read(AdminPaging query)
    {
        if (query["provider"] is not { } provider)
        {
            return AdminPaging.Bad("provider", $"is needed: {string.Join(", ", ProviderSources.Providers)}.");
        }

        FileMapping? mapping = null;
        if (query["mapping"] is { } text
            && !FileMapping.Parse(Encoding.UTF8.GetBytes(text)).TryGet(out mapping, out var refusal))
        {
            return refusal;
        }

        if (query["decimal_comma"] is not (null or "true" or "false"))
        {
            return AdminPaging.Bad("decimal_comma", "must be true or false.");
        }

        return new ReconciliationTerms
        {
            Provider = provider,
            Sources = List(query["source"]),
            Credentials = List(query["credential"]),
            Keys = List(query["key"]),
            Models = List(query["model"]),
            From = query["from"],
            To = query["to"],
            FinalThrough = query["final_through"],
            EdgeMinutes = query["edge_minutes"],
            CostQuantum = query["cost_quantum"],
            Tolerance = query["tolerance"],
            Zone = query["zone"],
            DecimalComma = query["decimal_comma"] == "true",
            Invoice = query["invoice"],
            Mapping = mapping,
            Previous = query["previous"],
        };
    }

    private static string[] List(string? text) => text?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}

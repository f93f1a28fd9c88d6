using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using NextModel.Ledger;
using NextModel.Reporting;
using NextModel.Reporting.Exports;
using NextModel.Web.Site;

namespace NextModel.Web.Dashboard.Receipts;

/// <summary>The receipts explorer: the list, its rows as CSV and as they come, and one receipt whole.</summary>
internal sealed class ReceiptPages(DashboardParts parts, ReceiptFeed feed)
{
    public async ValueTask<IResult> ListAsync(DashboardView view, HttpContext context)
    {
        var query = Read(view, context);
        var isReadable = query.Problems.Count == 0;
        return PublicSite.Render<ReceiptsPage>(
            isReadable ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest,
            ("View", view),
            ("Query", query),
            ("Receipts", isReadable ? await PageAsync(query, view, context) : new ReceiptPage([], null)),
            ("Totals", isReadable ? await ReceiptTotals.ReadAsync(parts.Reports(), query, view.Scope, view.Directory.FindKey(query["key"])?.Project.Id, context.RequestAborted) : null));
    }

    /// <summary>Exactly the rows of the page with the same query.</summary>
    public async ValueTask<IResult> CsvAsync(DashboardView view, HttpContext context)
    {
        var query = Read(view, context);
        if (query.Problems.Count > 0)
        {
            return await ListAsync(view, context);
        }

        var page = await PageAsync(query, view, context);
        var (directory, name) = (view.Directory, $"receipts-{view.Zone.Local(view.Site.Now):yyyyMMdd-HHmmss}.csv");
        var csv = ReceiptListCsv.Write(
            page.Items, view.Zone.Local, id => directory.FindTeam(id)?.Name ?? id, id => directory.FindProject(id)?.Name ?? id, id => directory.FindKey(id)?.Key.Name ?? id);
        return Results.File(csv, "text/csv; charset=utf-8; header=present", name);
    }

    /// <summary>Rows as they come, for as long as somebody looks and may.</summary>
    public ValueTask<IResult> LiveAsync(DashboardView view, HttpContext context)
    {
        var query = Read(view, context);
        return ValueTask.FromResult(query.IsOpen ? feed.Follow(view, query) : Results.BadRequest());
    }

    public async ValueTask<IResult> DetailAsync(DashboardView view, HttpContext context)
    {
        if (!ReceiptIds.TryParse(context.Request.RouteValues["id"] as string, out var id)
            || await parts.Receipts().FindAsync(id, view.Scope, context.RequestAborted) is not { } receipt
            || !VerifyingKeys.TryParse(Encoding.ASCII.GetBytes(parts.KeySet()), out var keys))
        {
            return view.NotFound();
        }

        using (keys)
        {
            var verdict = new ReceiptVerifier(keys).Verify(receipt);
            using var json = JsonDocument.Parse(receipt);
            return PublicSite.Render<ReceiptDetailPage>(StatusCodes.Status200OK, ("View", view), ("Receipt", new ShownReceipt(json.RootElement.Clone(), verdict)));
        }
    }

    private static ReceiptsQuery Read(DashboardView view, HttpContext context) => ReceiptsQuery.Read(context.Request.Query, view.Site.Now, view.Zone);

    private ValueTask<ReceiptPage> PageAsync(ReceiptsQuery query, DashboardView view, HttpContext context) =>
        parts.Reports().ListAsync(query.For(view.Scope), context.RequestAborted);
}

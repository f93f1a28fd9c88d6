using Microsoft.AspNetCore.Http;
using NextModel.Ledger;
using NextModel.Web.Dashboard.Search;

namespace NextModel.Web.Dashboard.Sections;

/// <summary>The search at the top of every page. The id of a receipt, or of its request, leads to the receipt.</summary>
internal sealed class SearchSection(DashboardParts parts) : DashboardSection(DashboardGroup.Unlisted, "/search", "search.title")
{
    internal override void Map(DashboardRoutes routes) => routes.Get(this, "", FindAsync);

    private async ValueTask<IResult> FindAsync(DashboardView view, HttpContext context)
    {
        var typed = context.Request.Query["q"].ToString().Trim();

        // A secret that was pasted does not stay in the address, nor on the page.
        return SearchReport.Cut(typed) is { } beginning ? new SeeOther(view.Link("/search", $"q={Uri.EscapeDataString(beginning)}&cut=yes"))
            : ReceiptIds.TryParse(typed, out var id) && await parts.Receipts().FindAsync(id, view.Scope, view.Gone) is not null ? new SeeOther(view.Link("/receipts/" + ReceiptIds.ReceiptId(id)))
            : view.Page<SearchPage>(("Report", await SearchReport.FindAsync(typed, view)), ("IsCut", context.Request.Query["cut"] == "yes"));
    }
}

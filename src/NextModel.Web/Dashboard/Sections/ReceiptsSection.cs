using NextModel.Web.Dashboard.Receipts;

namespace NextModel.Web.Dashboard.Sections;

/// <summary>Every request that was served, and the receipt of each.</summary>
internal sealed class ReceiptsSection(DashboardParts parts, TimeProvider time) : DashboardSection(DashboardGroup.Spend, "/receipts", "dash.receipts")
{
    private readonly ReceiptPages _pages = new(parts, new ReceiptFeed(parts, time));

    internal override void Map(DashboardRoutes routes)
    {
        routes.Get(this, "", _pages.ListAsync);
        routes.Get(this, ".csv", _pages.CsvAsync);
        routes.Get(this, "/live", _pages.LiveAsync);
        routes.Get(this, "/{id}", _pages.DetailAsync);
    }
}

using NextModel.Reporting.Reconciliation;

namespace NextModel.Reporting.ProviderFiles;

/// <summary>
/// Volcengine's split bill of Ark (names as its command line tool writes them). Money only; days are taken to be those of Beijing.
/// </summary>
internal static class VolcengineFormat
{
    public static ProviderFormat Bill { get; } = new(
        "volcengine.bill",
        ["payableamount", "currency", "billperiod"],
        [
            "billperiod", "billingdate", "product", "splititemid", "splititemname", "currency", "originalbillamount", "preferentialamount", "payableamount",
            "count", "unit", "is_truncated",
        ],
        Map)
    {
        Zone = TimeSpan.FromHours(8),
    };

    private static void Map(ProviderRecord record, FormatContext context, Action<ProviderRow> row)
    {
        if (record.Text("is_truncated") == "true")
        {
            record.Wrong("the export was cut off ('is_truncated'): export smaller pieces.");
        }

        // Endpoints and keys are two views of the same money.
        if (context.View(record.Text("splititemid")?.StartsWith("ep-", StringComparison.Ordinal) ?? false))
        {
            record.Wrong("rows of endpoints and rows of keys are in one file; they count the same money twice. Export one of the two views.");
        }

        var (start, end) = record.Text("billingdate") is not null
            ? Periods.Day(record, "billingdate", context.Zone)
            : Periods.Month(record, "billperiod", context.Zone);
        row(new ProviderRow
        {
            Kind = ProviderRowKind.Cost,
            Start = start,
            End = end,
            Cost = record.Amount("payableamount"),
            Currency = record.Currency("currency"),
        });
    }
}

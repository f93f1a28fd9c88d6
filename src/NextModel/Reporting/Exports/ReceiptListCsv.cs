using System.Globalization;
using System.Text;
using NextModel.Billing;
using NextModel.Inference;
using NextModel.Ledger;
using NextModel.Metering;

namespace NextModel.Reporting.Exports;

/// <summary>
/// The rows of one page of receipts as CSV, for a person: names beside ids, and times of their zone. For whole ranges, and for programs,
/// there are exports.
/// </summary>
public static class ReceiptListCsv
{
    private static readonly string[] Columns =
    [
        "completed_at", "receipt_id", "request_id", "serve_mode", "outcome", "sandbox", "requested_model", "effective_model", "source", "team", "project", "key",
        "environment", "workload", "tokens_in", "tokens_out", "usage_source", "total_ms", "saved", "amount", "currency",
    ];

    /// <summary>Writes it, with a header row.</summary>
    /// <param name="receipts">In the order of the page.</param>
    /// <param name="local">An instant as clocks of the reader show it, with its offset.</param>
    /// <param name="team">Name of a team, by its id.</param>
    /// <param name="project">Name of a project, by its id.</param>
    /// <param name="key">Name of a key, by its id.</param>
    public static byte[] Write(
        IEnumerable<ReceiptListItem> receipts, Func<DateTimeOffset, DateTimeOffset> local, Func<string, string> team, Func<string, string> project, Func<string, string> key)
    {
        ArgumentNullException.ThrowIfNull(receipts);
        ArgumentNullException.ThrowIfNull(local);
        ArgumentNullException.ThrowIfNull(team);
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(key);
        var csv = new CsvWriter();
        foreach (var column in Columns)
        {
            csv.Text(column);
        }

        csv.EndRow();
        foreach (var receipt in receipts)
        {
            var (slice, sums) = (receipt.Slice, receipt.Sums);
            csv.Raw(Encoding.ASCII.GetBytes(local(receipt.CompletedAt).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture)));
            csv.Text(ReceiptIds.ReceiptId(receipt.Id));
            csv.Text(ReceiptIds.RequestId(receipt.Id));
            csv.Text(slice.ServeMode.Wire());
            csv.Text(ReceiptWords.Of(slice.Outcome));
            csv.Text(slice.Sandbox ? "true" : "false");
            csv.Text(slice.RequestedModel);
            csv.Text(slice.EffectiveModel);
            csv.Text(slice.SourceId);
            csv.Text(team(slice.TeamId));
            csv.Text(project(slice.ProjectId));
            csv.Text(key(slice.KeyId));
            csv.Text(slice.Environment);
            csv.Text(slice.Workload);
            csv.Number(sums.InputTokens);
            csv.Number(sums.OutputTokens);
            csv.Text(slice.UsageSource.Wire());
            csv.Number(receipt.TotalMilliseconds);
            csv.Raw(Encoding.ASCII.GetBytes(Money.FormatNanos(sums.ListAmountNano - sums.AmountNano)));
            csv.Raw(Encoding.ASCII.GetBytes(Money.FormatNanos(sums.AmountNano)));
            csv.Text(slice.Currency);
            csv.EndRow();
        }

        return csv.Written.ToArray();
    }
}

using System.Text.RegularExpressions;
using NextModel.Reporting.Reconciliation;

namespace NextModel.Reporting.ProviderFiles;

/// <summary>
/// Line items of AWS Cost and Usage Reports 2.0: tokens and money of Amazon Bedrock, by usage type (docs.aws.amazon.com, Bedrock user guide,
/// "Understanding your cost and usage data"). Taxes and other services are left out, and counted.
/// </summary>
internal static partial class AwsFormat
{
    public static ProviderFormat CostAndUsage { get; } = new(
        "aws.cur",
        ["line_item_usage_type", "line_item_unblended_cost", "line_item_usage_start_date"],
        [
            "line_item_usage_type", "line_item_unblended_cost", "line_item_usage_start_date", "line_item_usage_end_date", "line_item_usage_amount",
            "line_item_currency_code", "line_item_line_item_type", "line_item_product_code", "pricing_unit", "line_item_iam_principal",
            "identity_line_item_id",
        ],
        Map);

    private static void Map(ProviderRecord record, FormatContext context, Action<ProviderRow> row)
    {
        var match = TokenType().Match(record.Text("line_item_usage_type") ?? "");
        if (!match.Success || record.Text("line_item_line_item_type") is "Tax" or "Credit" or "Refund")
        {
            context.Skipped++;
            return;
        }

        var amount = record.Amount("line_item_usage_amount") * (record.Text("pricing_unit") is { } unit
            ? unit.StartsWith("1K", StringComparison.OrdinalIgnoreCase) ? 1000 : unit.StartsWith("1M", StringComparison.OrdinalIgnoreCase) ? 1_000_000 : 1
            : 1);
        if (amount < 0 || amount > NumberText.MaxCount || amount != decimal.Truncate(amount))
        {
            record.Wrong($"'line_item_usage_amount' is {PlainDecimal.Text(amount)} tokens; a whole number from 0 is needed there.");
            return;
        }

        var count = (long)amount;
        var start = record.Time("line_item_usage_start_date");
        var tokens = new ProviderRow
        {
            Kind = ProviderRowKind.Tokens,
            Start = start,
            End = record.Has("line_item_usage_end_date") ? record.Time("line_item_usage_end_date") : start + FormatContext.Day,
            Model = match.Groups["model"].Value,
            Key = record.Text("line_item_iam_principal"),
            Tokens = match.Groups["class"].Value.ToUpperInvariant() switch
            {
                "INPUT-TOKENS" => new(count, 0, 0, 0),
                "OUTPUT-TOKENS" => new(0, 0, 0, count),
                "CACHE-READ-INPUT-TOKEN-COUNT" => new(0, count, 0, 0),
                _ => new(0, 0, count, 0),
            },
        };
        row(tokens);
        row(tokens with
        {
            Kind = ProviderRowKind.Cost,
            Tokens = default,
            Cost = record.Amount("line_item_unblended_cost"),
            Currency = record.Has("line_item_currency_code") ? record.Currency("line_item_currency_code") : "USD",
        });
    }

    // Region, model, class: USE1-Nova2.0Lite-cache-read-input-token-count.
    [GeneratedRegex(
        @"^(?:[A-Z]{2,5}\d?-)?(?<model>.+?)-(?<class>input-tokens|output-tokens|cache-read-input-token-count|cache-write-input-token-count)(?:-|$)",
        RegexOptions.IgnoreCase)]
    private static partial Regex TokenType();
}

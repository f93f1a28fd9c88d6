using NextModel.Reporting.Reconciliation;

namespace NextModel.Reporting.ProviderFiles;

/// <summary>DeepSeek's monthly archive: <c>amount-Y-M.csv</c>, a row for each type of token, and <c>cost-Y-M.csv</c>. Days are UTC.</summary>
internal static class DeepSeekFormats
{
    public static ProviderFormat[] All { get; } =
    [
        new(
            "deepseek.amount",
            ["utc_date", "model", "type", "amount"],
            ["user_id", "utc_date", "model", "api_key_name", "api_key", "type", "price", "amount"],
            MapAmount),
        new("deepseek.cost", ["utc_date", "model", "cost", "currency"], ["user_id", "utc_date", "model", "wallet_type", "cost", "currency"], MapCost)
        {
            Without = ["type"],
        },
    ];

    private static void MapAmount(ProviderRecord record, FormatContext context, Action<ProviderRow> row)
    {
        var amount = record.Count("amount");
        var type = record.Text("type");
        var start = record.Time("utc_date");
        if (type is not ("output_tokens" or "input_cache_hit_tokens" or "input_cache_miss_tokens" or "request_count"))
        {
            record.Wrong($"'type' is '{ProviderRecord.Show(type ?? "")}', which is not known: its amount would be left out of the sums.");
        }

        row(new ProviderRow
        {
            Kind = ProviderRowKind.Tokens,
            Start = start,
            End = start + FormatContext.Day,
            Model = record.Text("model"),
            Key = record.Text("api_key_name"),
            Tokens = type switch
            {
                "output_tokens" => new(0, 0, 0, amount),
                "input_cache_hit_tokens" => new(0, amount, 0, 0),
                "input_cache_miss_tokens" => new(amount, 0, 0, 0),
                _ => default,
            },
            Grouping = TokenGrouping.WritesAsInput,
            Requests = type == "request_count" ? amount : null,
        });
    }

    private static void MapCost(ProviderRecord record, FormatContext context, Action<ProviderRow> row)
    {
        var start = record.Time("utc_date");
        row(new ProviderRow
        {
            Kind = ProviderRowKind.Cost,
            Start = start,
            End = start + FormatContext.Day,
            Model = record.Text("model"),
            Cost = record.Amount("cost"),
            Currency = record.Currency("currency"),
        });
    }
}

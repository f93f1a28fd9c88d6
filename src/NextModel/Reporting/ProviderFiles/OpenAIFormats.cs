using NextModel.Reporting.Reconciliation;

namespace NextModel.Reporting.ProviderFiles;

/// <summary>
/// OpenAI's organization usage and costs, as pages of JSON or as CSV with the same names (openai-openapi, 2026-08-21:
/// <c>/v1/organization/usage/completions</c>, <c>/v1/organization/costs</c>).
/// </summary>
internal static class OpenAIFormats
{
    public static ProviderFormat[] All { get; } =
    [
        new(
            "openai.usage",
            ["start_time", "input_tokens", "num_model_requests"],
            [
                "object", "start_time", "end_time", "input_tokens", "output_tokens", "input_cached_tokens", "input_cache_write_tokens", "input_uncached_tokens",
                "num_model_requests", "model", "api_key_id", "project_id", "user_id", "batch", "service_tier", "input_audio_tokens", "output_audio_tokens",
                "input_text_tokens", "output_text_tokens", "input_image_tokens", "output_image_tokens", "input_cached_text_tokens",
                "input_cached_audio_tokens", "input_cached_image_tokens", "start_time_iso", "end_time_iso",
            ],
            MapUsage),
        new(
            "openai.costs",
            ["start_time", "amount_value", "amount_currency"],
            [
                "object", "start_time", "end_time", "amount_value", "amount_currency", "line_item", "project_id", "project_name", "organization_id",
                "organization_name", "api_key_id", "quantity", "quantity_unit", "start_time_iso", "end_time_iso",
            ],
            MapCost),
    ];

    // Input includes what was read from and written to the cache; adding those again would count them twice.
    private static void MapUsage(ProviderRecord record, FormatContext context, Action<ProviderRow> row)
    {
        var (input, cached, written) = (record.Count("input_tokens"), record.Count("input_cached_tokens"), record.CountOrNull("input_cache_write_tokens"));
        var plain = record.CountOrNull("input_uncached_tokens") is { } stated && written is not null ? stated : input - cached - (written ?? 0);
        if (plain < 0)
        {
            record.Wrong($"its cached tokens are more than its input tokens ({input}).");
        }

        var start = record.Time("start_time");
        row(new ProviderRow
        {
            Kind = ProviderRowKind.Tokens,
            Start = start,
            End = record.Has("end_time") ? record.Time("end_time") : start + FormatContext.Day,
            Model = record.Text("model"),
            Key = record.Text("api_key_id"),
            Tokens = new(plain, cached, written ?? 0, record.Count("output_tokens")),
            Grouping = written is null ? TokenGrouping.WritesAsInput : TokenGrouping.Classes,
            Requests = record.Count("num_model_requests"),
        });
    }

    private static void MapCost(ProviderRecord record, FormatContext context, Action<ProviderRow> row)
    {
        var start = record.Time("start_time");
        row(new ProviderRow
        {
            Kind = ProviderRowKind.Cost,
            Start = start,
            End = record.Has("end_time") ? record.Time("end_time") : start + FormatContext.Day,
            Cost = record.Amount("amount_value"),
            Currency = record.Currency("amount_currency"),
        });
    }
}

using NextModel.Reporting.Reconciliation;

namespace NextModel.Reporting.ProviderFiles;

/// <summary>
/// Anthropic's usage and cost reports of an organization, as pages of JSON or as CSV with the same names (platform.claude.com, Admin API:
/// <c>usage_report/messages</c>, <c>cost_report</c>). Amounts are decimal text in cents.
/// </summary>
internal static class AnthropicFormats
{
    private static readonly string[] Common =
        ["starting_at", "ending_at", "model", "workspace_id", "service_tier", "context_window", "inference_geo", "speed", "description"];

    public static ProviderFormat[] All { get; } =
    [
        new(
            "anthropic.usage",
            ["starting_at", "uncached_input_tokens"],
            [
                .. Common, "uncached_input_tokens", "cache_read_input_tokens", "cache_creation_ephemeral_5m_input_tokens",
                "cache_creation_ephemeral_1h_input_tokens", "output_tokens", "api_key_id", "account_id", "server_tool_use_web_search_requests",
            ],
            MapUsage),
        new("anthropic.cost", ["starting_at", "amount", "currency"], [.. Common, "amount", "currency", "cost_type", "token_type"], MapCost),
    ];

    private static void MapUsage(ProviderRecord record, FormatContext context, Action<ProviderRow> row)
    {
        var start = record.Time("starting_at");
        row(new ProviderRow
        {
            Kind = ProviderRowKind.Tokens,
            Start = start,
            End = record.Has("ending_at") ? record.Time("ending_at") : start + FormatContext.Day,
            Model = record.Text("model"),
            Key = record.Text("api_key_id"),
            Tokens = new(
                record.Count("uncached_input_tokens"),
                record.Count("cache_read_input_tokens"),
                record.Count("cache_creation_ephemeral_5m_input_tokens") + record.Count("cache_creation_ephemeral_1h_input_tokens"),
                record.Count("output_tokens")),
        });
    }

    private static void MapCost(ProviderRecord record, FormatContext context, Action<ProviderRow> row)
    {
        var start = record.Time("starting_at");
        row(new ProviderRow
        {
            Kind = ProviderRowKind.Cost,
            Start = start,
            End = record.Has("ending_at") ? record.Time("ending_at") : start + FormatContext.Day,
            Model = record.Text("model"),
            Cost = record.Amount("amount") * 0.01m,
            Currency = record.Currency("currency"),
        });
    }
}

using NextModel.Reporting.Reconciliation;

namespace NextModel.Reporting.ProviderFiles;

/// <summary>
/// OpenRouter: single calls (<c>GET /generation</c>, one object per line) and activity by UTC day (<c>GET /activity</c>, or CSV with the same
/// names). Cached tokens are taken to be part of the prompt's.
/// </summary>
internal static class OpenRouterFormats
{
    public static ProviderFormat[] All { get; } =
    [
        new(
            "openrouter.generation",
            ["id", "created_at", "native_tokens_prompt"],
            [
                "id", "created_at", "model", "native_tokens_prompt", "native_tokens_cached", "native_tokens_completion", "native_tokens_reasoning", "total_cost",
                "cancelled", "upstream_id", "finish_reason", "is_byok", "upstream_inference_cost", "cache_discount", "provider_name", "tokens_prompt",
                "tokens_completion", "usage",
            ],
            MapCall),
        new(
            "openrouter.activity",
            ["date", "model", "usage", "requests"],
            [
                "date", "model", "model_permaslug", "endpoint_id", "provider_name", "usage", "byok_usage_inference", "requests", "prompt_tokens",
                "completion_tokens", "reasoning_tokens",
            ],
            MapActivity),
    ];

    private static void MapCall(ProviderRecord record, FormatContext context, Action<ProviderRow> row)
    {
        var (prompt, cached) = (record.Count("native_tokens_prompt"), record.Count("native_tokens_cached"));
        if (record.Text("id") is not { } id)
        {
            record.Wrong("it has no 'id'.");
            return;
        }

        if (cached > prompt)
        {
            record.Wrong($"its cached tokens ({cached}) are more than its prompt tokens ({prompt}).");
        }

        var time = record.Time("created_at");
        row(new ProviderRow
        {
            Kind = ProviderRowKind.Call,
            Start = time,
            End = time,
            Id = id,
            Model = record.Text("model"),
            Tokens = new(prompt - cached, cached, 0, record.Count("native_tokens_completion")),
            Grouping = TokenGrouping.WritesAsInput,
            Cost = record.Amount("total_cost"),
            Currency = "USD",
        });
    }

    private static void MapActivity(ProviderRecord record, FormatContext context, Action<ProviderRow> row)
    {
        var start = record.Time("date");
        var tokens = new ProviderRow
        {
            Kind = ProviderRowKind.Tokens,
            Start = start,
            End = start + FormatContext.Day,
            Model = record.Text("model"),
            Tokens = new(record.Count("prompt_tokens"), 0, 0, record.Count("completion_tokens")),
            Grouping = TokenGrouping.InputAndOutput,
            Requests = record.Count("requests"),
        };
        row(tokens);
        row(tokens with { Kind = ProviderRowKind.Cost, Tokens = default, Requests = null, Cost = record.Amount("usage"), Currency = "USD" });
    }
}

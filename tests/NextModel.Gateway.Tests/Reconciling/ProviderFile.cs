using System.Globalization;
using System.Text.Json;
using NextModel.Gateway.Tests.Receipts;

namespace NextModel.Gateway.Tests.Reconciling;

/// <summary>What a provider would export of the attempts on receipts.</summary>
internal static class ProviderFile
{
    /// <summary>OpenRouter's calls, one line each, of the attempts that ended well.</summary>
    public static string Calls(IEnumerable<SeenReceipt> receipts) => string.Concat(
        from receipt in receipts
        from attempt in receipt.Root.GetProperty("attempts").EnumerateArray()
        where attempt.GetProperty("outcome").GetString() == "ok"
        select Call(attempt) + "\n");

    /// <summary>OpenAI's usage of the days the attempts ended on, in one page.</summary>
    public static string Usage(IEnumerable<SeenReceipt> receipts) => JsonSerializer.Serialize(new
    {
        @object = "page",
        has_more = false,
        data = receipts.SelectMany(receipt => receipt.Root.GetProperty("attempts").EnumerateArray())
            .GroupBy(attempt => DateTimeOffset.Parse(attempt.GetProperty("started_at").GetString()!, CultureInfo.InvariantCulture).UtcDateTime.Date)
            .Select(day => new
            {
                start_time = new DateTimeOffset(day.Key, TimeSpan.Zero).ToUnixTimeSeconds(),
                end_time = new DateTimeOffset(day.Key, TimeSpan.Zero).AddDays(1).ToUnixTimeSeconds(),
                results = day.GroupBy(attempt => attempt.GetProperty("upstream_model").GetString()).Select(model => new
                {
                    model = model.Key,
                    num_model_requests = model.Count(),
                    input_tokens = model.Sum(attempt => Tokens(attempt, "input") + Tokens(attempt, "cache_read") + Tokens(attempt, "cache_write")),
                    input_cached_tokens = model.Sum(attempt => Tokens(attempt, "cache_read")),
                    output_tokens = model.Sum(attempt => Tokens(attempt, "output")),
                }),
            }),
    });

    private static string Call(JsonElement attempt) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        {"id":"{{attempt.GetProperty("upstream_response_id").GetString()}}","created_at":"{{attempt.GetProperty("started_at").GetString()}}","model":"{{attempt.GetProperty("upstream_model").GetString()}}",
        """) + string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        "native_tokens_prompt":{{Tokens(attempt, "input") + Tokens(attempt, "cache_read") + Tokens(attempt, "cache_write")}},"native_tokens_cached":{{Tokens(attempt, "cache_read")}},"native_tokens_completion":{{Tokens(attempt, "output")}},"total_cost":{{attempt.GetProperty("cost").GetString()}}}
        """);

    private static long Tokens(JsonElement attempt, string name) => attempt.GetProperty("usage").GetProperty(name).GetInt64();
}

using NextModel.Metering;
using NextModel.Providers;

namespace NextModel.Ledger;

/// <summary>Writes one attempt. Its usage is split into disjoint classes, as billing lines are.</summary>
internal static class ReceiptAttempt
{
    public static void Write(Attempt attempt, ReceiptText text)
    {
        text.Constant("{"u8);
        WriteAdjusted(attempt.Adjusted, text);
        text.Constant("\"cost\":"u8);
        if (attempt.Cost is { } cost)
        {
            text.Amount(cost);
        }
        else
        {
            text.Constant("null"u8);
        }

        text.Constant(",\"cost_currency\":"u8);
        text.Constant(attempt.CostCurrency);
        text.Constant(",\"credential\":"u8);
        text.Constant(attempt.Offer.Source.CredentialId ?? "platform");
        text.Constant(",\"error\":"u8);
        text.Constant(attempt.Error);
        text.Constant(",\"first_byte_ms\":"u8);
        text.NumberOrNull(attempt.FirstByteMilliseconds);
        text.Constant(",\"max_output_tokens\":"u8);
        text.NumberOrNull(attempt.MaxOutputTokens);
        text.Constant(",\"n\":"u8);
        text.Constant(attempt.Number);
        text.Constant(",\"outcome\":"u8);
        text.Constant(ReceiptWords.Of(attempt.Outcome));
        text.Constant(",\"source\":"u8);
        text.Constant(attempt.Offer.Source.Id);
        text.Constant(",\"started_at\":"u8);
        text.Time(attempt.StartedAt);
        text.Constant(",\"status\":"u8);
        WriteStatus(attempt.Status, text);
        text.Constant(",\"total_ms\":"u8);
        text.Number(attempt.TotalMilliseconds);
        text.Constant(",\"upstream_model\":"u8);
        text.Constant(attempt.Offer.UpstreamModel);
        text.Constant(",\"upstream_request_id\":"u8);
        text.TextOrNull(attempt.UpstreamRequestId);
        text.Constant(",\"upstream_response_id\":"u8);
        text.TextOrNull(attempt.UpstreamResponseId);
        WriteUsage(attempt, text);
    }

    // The one member that is not always there: only sources of other dialects need it.
    private static void WriteAdjusted(IReadOnlyList<string> adjusted, ReceiptText text)
    {
        for (var i = 0; i < adjusted.Count; i++)
        {
            text.Constant(i == 0 ? "\"adjusted\":["u8 : ","u8);
            text.Constant(adjusted[i]);
        }

        text.Constant(adjusted.Count > 0 ? "],"u8 : default);
    }

    private static void WriteStatus(int? status, ReceiptText text)
    {
        if (status is { } known)
        {
            text.Constant(known);
        }
        else
        {
            text.Constant("null"u8);
        }
    }

    private static void WriteUsage(Attempt attempt, ReceiptText text)
    {
        var usage = attempt.Usage;
        text.Constant(",\"usage\":{\"cache_read\":"u8);
        text.Number(usage.CachedInputTokens);
        text.Constant(",\"cache_write\":"u8);
        text.Number(usage.CacheWriteTokens);
        text.Constant(",\"input\":"u8);
        text.Number(usage.InputTokens - usage.CachedInputTokens - usage.CacheWriteTokens);
        text.Constant(",\"output\":"u8);
        text.Number(usage.OutputTokens);
        text.Constant(",\"source\":"u8);
        text.Constant(usage.Source.Wire());
        text.Constant("}}"u8);
    }
}

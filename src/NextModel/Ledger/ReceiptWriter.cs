using NextModel.Caching;
using NextModel.Inference;
using NextModel.Metering;

namespace NextModel.Ledger;

/// <summary>
/// Writes one receipt as RFC 8785 canonical JSON: every member always, in the order of its name, without white space. What is not in
/// the text is not in the hash; <c>hash</c> and <c>signature</c> are added when a receipt is read.
/// </summary>
/// <remarks>
/// Members stand here in canonical order, which a property test checks against the general canonicaliser. What rarely differs
/// between two requests of one key is written as a constant, what differs as a gap (see <see cref="ReceiptForm"/>); both choices are
/// right for any value, a wrong guess only makes more forms.
/// </remarks>
internal static class ReceiptWriter
{
    public static void Write(LedgerEntry entry, LedgerLog log, ReceiptText text)
    {
        text.Clear();
        text.Constant("{\"attempts\":["u8);
        for (var i = 0; i < entry.Attempts.Count; i++)
        {
            text.Constant(i == 0 ? default : ","u8);
            ReceiptAttempt.Write(entry.Attempts[i], text);
        }

        text.Constant("],\"billing\":"u8);
        ReceiptBilling.Write(entry.Charge, entry.Caller.Organization.Currency, text);
        text.Constant(",\"budgets\":"u8);
        ReceiptBudgets.Write(entry.Reservation, text);
        text.Constant(",\"cache\":"u8);
        WriteCache(entry.Cache, log, text);
        WriteCatalog(entry.ModelVersion, entry.Offer?.Source.Version, text);
        text.Constant(",\"completed_at\":\""u8);
        text.RowCompletedAt();
        text.Constant("\""u8);
        ReceiptCredit.Write(entry.Reservation, text);
        text.Constant(",\"effective_model\":"u8);
        text.Constant(entry.EffectiveModel);
        WriteCaller(entry, text);
        WriteLatencyAndLog(entry, log, text);
        WriteRoute(entry, log, text);
        WriteUsage(entry, text);
        text.End();
    }

    private static void WriteCache(in CacheFacts cache, LedgerLog log, ReceiptText text)
    {
        text.Constant("{\"age_seconds\":"u8);
        text.NumberOrNull(cache.AgeSeconds);
        text.Constant(",\"fresh_receipt\":"u8);
        if (ReceiptIds.TryParse(cache.FreshReceipt, out var fresh))
        {
            text.Constant("\"rcpt_"u8);
            text.Id(fresh);
            text.Constant("\""u8);
        }
        else
        {
            text.Constant("null"u8);
        }

        text.Constant(",\"key\":"u8);
        WriteDigest(cache.Key, cache.FreshReceipt is not null, log, text);
        text.Constant(",\"reason\":"u8);
        text.Constant(cache.Reason);
        text.Constant(",\"status\":"u8);
        text.Constant(cache.Status ?? "bypass");
        text.Constant(",\"storable\":"u8);
        text.Constant(cache.Storable);
        text.Constant("}"u8);
    }

    private static void WriteCatalog(string? model, string? source, ReceiptText text)
    {
        if (model is null && source is null)
        {
            return;
        }

        text.Constant(",\"catalog\":{\"model\":"u8);
        text.Constant(model);
        text.Constant(",\"source\":"u8);
        text.Constant(source);
        text.Constant("}"u8);
    }

    private static void WriteCaller(LedgerEntry entry, ReceiptText text)
    {
        var key = entry.Caller.Key;
        text.Constant(",\"environment\":"u8);
        text.Constant(key.Environment);
        text.Constant(",\"id\":\"rcpt_"u8);
        text.RowId(entry.Id);
        text.Constant("\",\"key\":{\"id\":"u8);
        text.Constant(key.Id);
        text.Constant(",\"name\":"u8);
        text.Constant(key.Name);
        text.Constant(",\"prefix\":"u8);
        text.Constant(key.Prefix);
        text.Constant("}"u8);
    }

    private static void WriteLatencyAndLog(LedgerEntry entry, LedgerLog log, ReceiptText text)
    {
        text.Constant(",\"latency\":{\"first_byte_ms\":"u8);
        text.NumberOrNull(entry.FirstByteMilliseconds);
        text.Constant(",\"gateway_ms\":"u8);
        text.Number(entry.GatewayMilliseconds);
        text.Constant(",\"total_ms\":"u8);
        text.Number(entry.TotalMilliseconds);
        text.Constant("},\"log\":{\"id\":"u8);
        text.Constant(log.Name);
        text.Constant(",\"previous_hash\":\"sha256:"u8);
        text.RowPreviousHash();
        text.Constant("\",\"sequence\":"u8);
        text.RowSequence();
        text.Constant("}"u8);
    }

    private static void WriteRoute(LedgerEntry entry, LedgerLog log, ReceiptText text)
    {
        var source = entry.Offer?.Source;
        var replayed = entry.ServeMode == ServeMode.ExactCache;
        text.Constant(",\"operation\":"u8);
        text.Constant(entry.Operation.Wire());
        text.Constant(",\"organization\":"u8);
        text.Constant(entry.Caller.Organization.Id);
        text.Constant(",\"outcome\":"u8);
        text.Constant(ReceiptWords.Of(entry.Outcome));
        text.Constant(",\"policy\":"u8);
        ReceiptPolicy.Write(entry.Policy, entry.AlsoMatched, text);
        text.Constant(",\"project\":"u8);
        text.Constant(entry.Caller.Project.Id);
        text.Constant(",\"region\":"u8);
        text.Constant(source?.Region);
        text.Constant(",\"request_digest\":"u8);
        WriteDigest(entry.RequestHash, replayed, log, text);
        text.Constant(",\"request_id\":\"req_"u8);
        text.RowId(entry.Id);
        text.Constant("\",\"requested_model\":"u8);
        text.Constant(entry.RequestedModel);
        text.Constant(",\"response_digest\":"u8);
        WriteDigest(entry.ResponseHash, replayed, log, text);
        text.Constant(",\"sandbox\":"u8);
        text.Constant(source?.Sandbox ?? false);
        text.Constant(",\"schema\":\"nextmodel.receipt/1\",\"serve_mode\":"u8);
        text.Constant(entry.ServeMode.Wire());
        text.Constant(",\"source\":"u8);
        text.Constant(source?.Id);
        text.Constant(",\"started_at\":"u8);
        text.Time(entry.StartedAt);
        text.Constant(",\"stream\":"u8);
        text.Constant(entry.Stream);
        text.Constant(",\"team\":"u8);
        text.Constant(entry.Caller.Team.Id);
        text.Constant(",\"upstream_model\":"u8);
        text.Constant(entry.Offer?.UpstreamModel);
    }

    private static void WriteUsage(LedgerEntry entry, ReceiptText text)
    {
        text.Constant(",\"usage\":{"u8);
        if (entry.Usage.AudioInputTokens > 0)
        {
            text.Constant("\"audio_input_tokens\":"u8);
            text.Number(entry.Usage.AudioInputTokens);
            text.Constant(","u8);
        }

        text.Constant("\"billable_tokens\":"u8);
        text.Number(entry.BillableTokens);
        if (entry.Usage.CacheWriteLongTokens > 0)
        {
            text.Constant(",\"cache_write_long_tokens\":"u8);
            text.Number(entry.Usage.CacheWriteLongTokens);
        }

        text.Constant(",\"cache_write_tokens\":"u8);
        text.Number(entry.Usage.CacheWriteTokens);
        text.Constant(",\"cached_input_tokens\":"u8);
        text.Number(entry.Usage.CachedInputTokens);
        text.Constant(",\"consumed_tokens\":"u8);
        text.Number(entry.ConsumedTokens);
        if (entry.Usage.ImageInputTokens > 0)
        {
            text.Constant(",\"image_input_tokens\":"u8);
            text.Number(entry.Usage.ImageInputTokens);
        }

        text.Constant(",\"input_tokens\":"u8);
        text.Number(entry.Usage.InputTokens);
        text.Constant(",\"output_tokens\":"u8);
        text.Number(entry.Usage.OutputTokens);
        text.Constant(",\"reasoning_tokens\":"u8);
        text.Number(entry.Usage.ReasoningTokens);
        text.Constant(",\"replayed_tokens\":"u8);
        text.Number(entry.ReplayedTokens);
        text.Constant(",\"served_tokens\":"u8);
        text.Number(entry.ServedTokens);
        text.Constant(",\"source\":"u8);
        text.Constant(entry.Usage.Source.Wire());
        text.Constant("},\"workload\":"u8);
        text.Constant(entry.Workload);
        text.Constant("}"u8);
    }

    private static void WriteDigest(Digest? hash, bool repeats, LedgerLog log, ReceiptText text)
    {
        if (hash is not { } known)
        {
            text.Constant("null"u8);
            return;
        }

        Span<byte> shown = stackalloc byte[Digest.Size];
        log.Digests.Write(known, repeats, shown);
        text.Constant("\"hmac-sha256:"u8);
        text.Hash(shown);
        text.Constant("\""u8);
    }
}

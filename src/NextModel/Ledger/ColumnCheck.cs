using System.Text;
using NextModel.Billing;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Metering;

namespace NextModel.Ledger;

/// <summary>
/// Compares what a ledger stores beside its receipts with what the receipts say. Sums and lists are made from those columns: one that was
/// changed would change every report, and no hash covers it.
/// </summary>
internal static class ColumnCheck
{
    private const int ShortText = 256;

    /// <summary>Adds what differs.</summary>
    /// <param name="row">As stored.</param>
    /// <param name="receipt">As signed.</param>
    /// <param name="problems">Made when the first is found.</param>
    public static void Run(LedgerRow row, in ReceiptMembers receipt, ref List<ReceiptProblem>? problems)
    {
        Compare("log", row.LogId.ToString(), receipt.Log["id"u8], ref problems);
        CheckForm(row.Form, receipt, ref problems);
        if (row.Columns is { } columns)
        {
            CheckFigures(columns, receipt, ref problems);
        }
    }

    /// <summary>Adds what differs from what stays of an archived receipt.</summary>
    /// <param name="row">As stored.</param>
    /// <param name="hash">As the receipt states it.</param>
    /// <param name="receipt">As signed.</param>
    /// <param name="problems">Made when the first is found.</param>
    public static void Run(ArchivedRow row, ReceiptHash hash, in ReceiptMembers receipt, ref List<ReceiptProblem>? problems)
    {
        Compare("id", ReceiptIds.ReceiptId(row.Id), receipt.Id, ref problems);
        Compare("completed_at", CanonicalText.Time(row.CompletedAt), receipt.CompletedAt, ref problems);
        if (row.Hash != hash)
        {
            (problems ??= []).Add(new(ReceiptProblemCode.HashMismatch, $"The column 'hash' says '{row.Hash}', the signed receipt '{hash}': trees and proofs are made from what the column says."));
        }

        CheckForm(row.Form, receipt, ref problems);
        CheckFigures(row.Columns, receipt, ref problems);
    }

    private static void CheckForm(ReceiptForm form, in ReceiptMembers receipt, ref List<ReceiptProblem>? problems)
    {
        Compare("organization", form.OrganizationId, receipt.Organization, ref problems);
        Compare("project", form.ProjectId, receipt.Project, ref problems);
        Compare("team", form.TeamId, receipt.Team, ref problems);
        if (form.Labels is { } labels)
        {
            CheckLabels(labels, receipt, ref problems);
        }
    }

    private static void CheckFigures(in ReceiptColumns columns, in ReceiptMembers receipt, ref List<ReceiptProblem>? problems)
    {
        var billing = new JsonMembers(receipt.Billing);
        CompareMoney("amount", columns.AmountNano, billing["amount"u8], ref problems);
        CompareMoney("list_amount", columns.ListAmountNano, billing["list_amount"u8], ref problems);
        var usage = new JsonMembers(receipt.Usage);
        Compare("cached_input_tokens", columns.CachedInputTokens, usage["cached_input_tokens"u8], ref problems);
        Compare("input_tokens", columns.InputTokens, usage["input_tokens"u8], ref problems);
        Compare("output_tokens", columns.OutputTokens, usage["output_tokens"u8], ref problems);
        Compare("reasoning_tokens", columns.ReasoningTokens, usage["reasoning_tokens"u8], ref problems);
        Compare("total_ms", columns.TotalMilliseconds, receipt.Latency["total_ms"u8], ref problems);
    }

    private static void CheckLabels(ReceiptLabels labels, in ReceiptMembers receipt, ref List<ReceiptProblem>? problems)
    {
        Compare("currency", labels.Currency, receipt.Billing["currency"u8], ref problems);
        Compare("effective_model", labels.EffectiveModel, receipt.EffectiveModel, ref problems);
        Compare("environment", labels.Environment, receipt.Environment, ref problems);
        Compare("key", labels.Key, receipt.Key["id"u8], ref problems);
        Compare("operation", Spell(labels.Operation, OperationNames.Wire), receipt.Operation, ref problems);
        Compare("outcome", Spell(labels.Outcome, ReceiptWords.Of), receipt.Outcome, ref problems);
        Compare("requested_model", labels.RequestedModel, receipt.RequestedModel, ref problems);
        Compare("sandbox", labels.Sandbox, receipt.Sandbox, ref problems);
        Compare("serve_mode", Spell(labels.ServeMode, ServeModeNames.Wire), receipt.ServeMode, ref problems);
        Compare("source", labels.Source, receipt.Source, ref problems);
        Compare("stream", labels.Stream, receipt.Stream, ref problems);
        Compare("upstream_model", labels.UpstreamModel, receipt.UpstreamModel, ref problems);
        Compare("usage_source", Spell(labels.UsageSource, UsageSourceNames.Wire), receipt.Usage["source"u8], ref problems);
        Compare("workload", labels.Workload, receipt.Workload, ref problems);
    }

    // A number that stands for nothing is spelled as it is, and so differs from every word.
    private static string Spell<T>(T value, Func<T, string> spelling)
        where T : struct, Enum => Enum.IsDefined(value) ? spelling(value) : value.ToString();

    private static void Compare(string column, string stored, JsonCursor signed, ref List<ReceiptProblem>? problems)
    {
        if (!(signed.IsNullOrMissing ? stored.Length == 0 : IsText(signed, stored)))
        {
            Add(ReceiptProblemCode.HashMismatch, column, stored, signed, ref problems);
        }
    }

    private static void Compare(string column, long stored, JsonCursor signed, ref List<ReceiptProblem>? problems)
    {
        if (!signed.TryGetInt64(out var number) || number != stored)
        {
            Add(ReceiptProblemCode.HashMismatch, column, stored, signed, ref problems);
        }
    }

    private static void Compare(string column, bool stored, JsonCursor signed, ref List<ReceiptProblem>? problems)
    {
        if (signed.Kind != (stored ? JsonKind.True : JsonKind.False))
        {
            Add(ReceiptProblemCode.HashMismatch, column, stored, signed, ref problems);
        }
    }

    private static void CompareMoney(string column, long storedNano, JsonCursor signed, ref List<ReceiptProblem>? problems)
    {
        if (!ReceiptAmount.TryRead(signed, out var amount) || !Money.TryToNanos(amount, out var nanos) || nanos != storedNano)
        {
            Add(ReceiptProblemCode.AmountMismatch, column, Money.FormatNanos(storedNano), signed, ref problems);
        }
    }

    private static bool IsText(JsonCursor signed, string stored)
    {
        Span<byte> utf8 = stackalloc byte[ShortText];
        return Encoding.UTF8.TryGetBytes(stored, utf8, out var length) ? signed.TextEquals(utf8[..length]) : signed.GetString() == stored;
    }

    private static void Add<T>(ReceiptProblemCode code, string column, T stored, JsonCursor signed, ref List<ReceiptProblem>? problems) =>
        (problems ??= []).Add(new(
            code,
            $"The column '{column}' says '{stored}', the signed receipt {(signed.Kind == JsonKind.None ? "nothing" : Encoding.UTF8.GetString(signed.Raw))}: reports count what the column says."));
}

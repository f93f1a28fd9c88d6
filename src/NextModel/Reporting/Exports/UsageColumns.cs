using System.Text;
using NextModel.Billing;
using NextModel.Json;
using NextModel.Ledger;

namespace NextModel.Reporting.Exports;

/// <summary>
/// The columns of schema <c>nm.usage/1</c>: a row for each receipt. Columns are only ever added, at the end; another meaning is another
/// schema.
/// </summary>
internal static class UsageColumns
{
    public static readonly string[] Names =
    [
        "ledger_seq", "receipt_id", "receipt_hash", "request_id", "completed_at", "started_at", "org_id", "project_id", "key_id", "requested_model",
        "effective_model", "provider", "upstream_request_id", "upstream_response_id", "attempts", "serve_mode", "usage_source", "outcome", "status_code",
        "tokens_in", "tokens_cache_read", "tokens_cache_write", "tokens_out", "tokens_reasoning", "amount", "currency", "list_amount", "discount_rate",
        "billing_basis", "price_version", "upstream_cost", "upstream_currency", "byok", "policy_id", "tags", "log_id", "team_id", "operation", "stream",
        "sandbox",
    ];

    public static void WriteHeader(CsvWriter csv)
    {
        foreach (var name in Names)
        {
            csv.Raw(Encoding.ASCII.GetBytes(name));
        }

        csv.EndRow();
    }

    public static void Write(ExportedReceipt receipt, CsvWriter csv)
    {
        var members = receipt.Members;
        var attempt = new JsonMembers(receipt.LastAttempt);
        var (status, requestId, responseId) = (attempt["status"u8], attempt["upstream_request_id"u8], attempt["upstream_response_id"u8]);
        Span<byte> hash = stackalloc byte[ReceiptHash.TextSize];
        receipt.Row.Hash.WriteText(hash);
        csv.Number(receipt.Row.LogSequence);
        Plain(members.Id, csv);
        csv.Raw(hash);
        Plain(members.RequestId, csv);
        Plain(members.CompletedAt, csv);
        Plain(members.StartedAt, csv);
        Plain(members.Organization, csv);
        Plain(members.Project, csv);
        Plain(members.Key["id"u8], csv);
        Text(members.RequestedModel, csv);
        Text(members.EffectiveModel, csv);
        Text(members.Source, csv);
        Text(requestId, csv);
        Text(responseId, csv);
        csv.Number(receipt.Attempts.Count);
        Plain(members.ServeMode, csv);
        Plain(members.Usage["source"u8], csv);
        Plain(members.Outcome, csv);
        Plain(status, csv);
        csv.Number(receipt.UncachedInput);
        csv.Number(receipt.CachedInput);
        csv.Number(receipt.CacheWrites);
        csv.Number(receipt.Output);
        csv.Number(receipt.Reasoning);
        WriteMoney(receipt, csv);
        Plain(members.Policy["id"u8], csv);
        csv.Text(receipt.Tags);
        Plain(members.Log["id"u8], csv);
        Plain(members.Team, csv);
        Plain(members.Operation, csv);
        Plain(members.Stream, csv);
        Plain(members.Sandbox, csv);
        csv.EndRow();
    }

    private static void WriteMoney(ExportedReceipt receipt, CsvWriter csv)
    {
        var billing = new JsonMembers(receipt.Billing);
        Plain(billing["amount"u8], csv);
        var basis = billing["basis"u8];
        Plain(billing["currency"u8], csv);
        var rate = billing["discount_rate"u8];
        Plain(billing["list_amount"u8], csv);
        Plain(rate, csv);
        Plain(basis, csv);
        Text(receipt.Price["version"u8], csv);
        if (receipt.UpstreamCost is { } cost)
        {
            csv.Figure(cost, Money.Decimals);
        }
        else
        {
            csv.Null();
        }

        csv.Text(receipt.UpstreamCurrency);
        csv.Raw(receipt.IsOwnCredential ? "true"u8 : "false"u8);
    }

    // What we spell ourselves: no quotes, no commas, never a formula.
    private static void Plain(JsonCursor value, CsvWriter csv)
    {
        if (value.IsNullOrMissing)
        {
            csv.Null();
        }
        else
        {
            csv.Raw(value.Kind == JsonKind.String ? value.Raw[1..^1] : value.Raw);
        }
    }

    // What others chose.
    private static void Text(JsonCursor value, CsvWriter csv)
    {
        if (value.Kind != JsonKind.String)
        {
            csv.Null();
        }
        else if (value.Raw[1..^1] is var plain && !plain.Contains((byte)'\\'))
        {
            csv.Text(plain);
        }
        else
        {
            csv.Text(value.GetString());
        }
    }
}

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
        var root = receipt.Root;
        var row = receipt.Row;
        Span<byte> hash = stackalloc byte[ReceiptHash.TextSize];
        row.Hash.WriteText(hash);
        csv.Number(row.LogSequence);
        Plain(root["id"u8], csv);
        csv.Raw(hash);
        Plain(root["request_id"u8], csv);
        Plain(root["completed_at"u8], csv);
        Plain(root["started_at"u8], csv);
        Plain(root["organization"u8], csv);
        Plain(root["project"u8], csv);
        Plain(root["key"u8]["id"u8], csv);
        Text(root["requested_model"u8], csv);
        Text(root["effective_model"u8], csv);
        Text(root["source"u8], csv);
        Text(receipt.LastAttempt["upstream_request_id"u8], csv);
        Text(receipt.LastAttempt["upstream_response_id"u8], csv);
        csv.Number(receipt.Attempts.Count);
        Plain(root["serve_mode"u8], csv);
        Plain(receipt.Usage["source"u8], csv);
        Plain(root["outcome"u8], csv);
        Plain(receipt.LastAttempt["status"u8], csv);
        csv.Number(receipt.UncachedInput);
        csv.Number(receipt.CachedInput);
        csv.Number(receipt.CacheWrites);
        csv.Number(receipt.Output);
        csv.Number(receipt.Reasoning);
        WriteMoney(receipt, csv);
        Plain(root["policy"u8]["id"u8], csv);
        csv.Text(Tags(root));
        Plain(root["log"u8]["id"u8], csv);
        Plain(root["team"u8], csv);
        Plain(root["operation"u8], csv);
        Plain(root["stream"u8], csv);
        Plain(root["sandbox"u8], csv);
        csv.EndRow();
    }

    /// <summary>The labels of a receipt as a flat JSON object.</summary>
    public static string Tags(JsonCursor root)
    {
        var environment = root["environment"u8];
        var workload = root["workload"u8];
        return (environment.Raw.Length, workload.Raw.Length) switch
        {
            ( <= 2, <= 2) => "{}",
            (_, <= 2) => $"{{\"environment\":{Encoding.UTF8.GetString(environment.Raw)}}}",
            ( <= 2, _) => $"{{\"workload\":{Encoding.UTF8.GetString(workload.Raw)}}}",
            _ => $"{{\"environment\":{Encoding.UTF8.GetString(environment.Raw)},\"workload\":{Encoding.UTF8.GetString(workload.Raw)}}}",
        };
    }

    private static void WriteMoney(ExportedReceipt receipt, CsvWriter csv)
    {
        Plain(receipt.Billing["amount"u8], csv);
        Plain(receipt.Billing["currency"u8], csv);
        Plain(receipt.Billing["list_amount"u8], csv);
        Plain(receipt.Billing["discount_rate"u8], csv);
        Plain(receipt.Billing["basis"u8], csv);
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
    private static void Text(JsonCursor value, CsvWriter csv) => csv.Text(value.GetString());
}

using System.Text.Json;

namespace NextModel.Reporting.Reconciliation;

/// <summary>The report as JSON: the form that everything else is made from. One line of the report is one line of the text.</summary>
public static class ReportJson
{
    public const string Schema = "nm.reconcile/1";

    public static string Word(ReconciliationStatus status) => status switch
    {
        ReconciliationStatus.Reconciled => "reconciled",
        ReconciliationStatus.Explained => "explained",
        ReconciliationStatus.Incomplete => "incomplete",
        _ => "differences",
    };

    public static void Write(ReconciliationReport report, Stream target)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(target);
        using var head = new MemoryStream();
        using (var json = new Utf8JsonWriter(head))
        {
            json.WriteStartObject();
            json.WriteString("schema", Schema);
            json.WriteString("provider", report.Parameters.Provider);
            json.WriteString("status", Word(report.Status));
            WriteCounts(json, report);
            WriteTotals(json, report);
            WriteImports(json, report);
            json.WriteNumber("duplicate_rows", report.DuplicateRows);
            WriteRestated(json, report);
            WriteInvoice(json, report.Invoice);
            WriteLedger(json, report.Ledger);
            ReportParameters.Write(json, report.Parameters);
            json.WriteEndObject();
        }

        target.Write(head.GetBuffer().AsSpan(0, (int)head.Length - 1));
        target.Write(",\n\"lines\":[\n"u8);
        report.CopyLinesTo(target);
        target.Write("\n],\n\"result\":"u8);
        using (var json = new Utf8JsonWriter(target))
        {
            WriteResult(json, report);
        }

        target.Write("}\n"u8);
    }

    private static void WriteCounts(Utf8JsonWriter json, ReconciliationReport report)
    {
        json.WriteStartObject("by_class");
        foreach (var (value, count) in report.Counts)
        {
            json.WriteNumber(value.Word(), count);
        }

        json.WriteEndObject();
    }

    private static void WriteTotals(Utf8JsonWriter json, ReconciliationReport report)
    {
        var main = report.MainCurrency;
        json.WritePropertyName("totals");
        WriteTotal(json, main, main is null ? default : report.Total(main));
        if (report.Currencies.Count > 1)
        {
            json.WriteStartArray("other_totals");
            foreach (var currency in report.Currencies.Skip(1))
            {
                WriteTotal(json, currency, report.Total(currency));
            }

            json.WriteEndArray();
        }
    }

    private static void WriteTotal(Utf8JsonWriter json, string? currency, MoneySums sums)
    {
        json.WriteStartObject();
        json.WriteString("ours", PlainDecimal.Text(sums.Ours));
        json.WriteString("provider", PlainDecimal.Text(sums.Provider));
        json.WriteString("delta", PlainDecimal.Text(sums.Delta));
        json.WriteString("currency", currency);
        json.WriteEndObject();
    }

    private static void WriteImports(Utf8JsonWriter json, ReconciliationReport report)
    {
        json.WriteStartArray("imports");
        foreach (var import in report.Imports)
        {
            json.WriteStartObject();
            json.WriteString("name", import.Name);
            json.WriteString("status", import.Status);
            json.WriteString("sha256", import.Sha256);
            json.WriteString("format", import.Format);
            json.WriteNumber("rows", import.Rows);
            json.WriteStartArray("notes");
            foreach (var note in import.Notes)
            {
                json.WriteStringValue(note);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteRestated(Utf8JsonWriter json, ReconciliationReport report)
    {
        json.WriteStartArray("restated");
        foreach (var change in report.Restated)
        {
            json.WriteStartObject();
            json.WriteString("subject", change.Subject);
            json.WriteString("field", change.Field);
            json.WriteString("old", change.Old);
            json.WriteString("new", change.New);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("restated_count", report.RestatedCount);
    }

    private static void WriteInvoice(Utf8JsonWriter json, InvoiceCheck? invoice)
    {
        if (invoice is null)
        {
            json.WriteNull("invoice");
            return;
        }

        json.WriteStartObject("invoice");
        json.WriteString("amount", PlainDecimal.Text(invoice.Amount));
        json.WriteString("usage", PlainDecimal.Text(invoice.Usage));
        json.WriteString("delta", PlainDecimal.Text(invoice.Delta));
        json.WriteString("currency", invoice.Currency);
        json.WriteBoolean("strict", invoice.IsStrict);
        json.WriteBoolean("focus", invoice.IsFocus);
        json.WriteEndObject();
    }

    private static void WriteLedger(Utf8JsonWriter json, LedgerRange? ledger)
    {
        if (ledger is null)
        {
            json.WriteNull("ledger");
            return;
        }

        json.WriteStartObject("ledger");
        json.WriteNumber("from_seq", ledger.FromPosition);
        json.WriteNumber("to_seq", ledger.ToPosition);
        json.WriteString("head_hash", ledger.HeadHash);
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, ReconciliationReport report)
    {
        var main = report.MainCurrency;
        json.WriteStartObject();
        json.WriteString("currency", main);
        foreach (var (name, verdict) in new[] { ("matched", Verdict.Matched), ("explained", Verdict.Explained), ("unexplained", Verdict.Unexplained) })
        {
            var sums = main is null ? default : report.Money(verdict, main);
            json.WriteStartObject(name);
            json.WriteNumber("lines", report.LinesOf(verdict));
            json.WriteString("ours", PlainDecimal.Text(sums.Ours));
            json.WriteString("provider", PlainDecimal.Text(sums.Provider));
            json.WriteString("delta", PlainDecimal.Text(sums.Delta));
            json.WriteString("gross", PlainDecimal.Text(sums.Gross));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}

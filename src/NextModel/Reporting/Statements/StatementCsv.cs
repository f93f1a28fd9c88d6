using System.Text;
using NextModel.Reporting.Exports;

namespace NextModel.Reporting.Statements;

/// <summary>A statement as CSV: a row for each line, for each remainder and total, and for each movement of credit.</summary>
public static class StatementCsv
{
    private static readonly string[] Names =
        ["month", "time_zone", "kind", "currency", "model", "serve_mode", "requests", "input_tokens", "output_tokens", "exact_amount", "amount", "saved"];

    public static byte[] Write(Statement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        var csv = new CsvWriter();
        foreach (var name in Names)
        {
            csv.Raw(Encoding.ASCII.GetBytes(name));
        }

        csv.EndRow();
        foreach (var section in statement.Currencies)
        {
            foreach (var line in section.Lines)
            {
                Begin(statement, "usage", section.Currency, csv);
                csv.Text(line.Model);
                csv.Text(line.ServeMode);
                csv.Number(line.Requests);
                csv.Number(line.InputTokens);
                csv.Number(line.OutputTokens);
                End(line.ExactAmount, line.Amount, line.Saved, csv);
            }

            Sum(statement, "remainder", section.Currency, null, section.Remainder, null, csv);
            Sum(statement, "total", section.Currency, section.ExactTotal, section.Total, section.Saved, csv);
        }

        foreach (var (kind, amount) in Movements(statement.Credit))
        {
            Sum(statement, "credit_" + kind, statement.Credit!.Currency, amount, null, null, csv);
        }

        return csv.Written.ToArray();
    }

    /// <summary>Movements of credit with the names they have here and among the words of the page.</summary>
    public static IEnumerable<(string Kind, string Amount)> Movements(StatementCredit? credit) => credit is null
        ? []
        :
        [
            ("opening", credit.Opening), ("top_ups", credit.TopUps), ("promos", credit.Promos), ("refunds", credit.Refunds), ("chargebacks", credit.Chargebacks),
            ("adjustments", credit.Adjustments), ("reversals", credit.Reversals), ("expiries", credit.Expiries), ("charges", credit.Charges), ("closing", credit.Closing),
        ];

    private static void Begin(Statement statement, string kind, string currency, CsvWriter csv)
    {
        csv.Text(statement.Month);
        csv.Text(statement.TimeZone);
        csv.Text(kind);
        csv.Text(currency);
    }

    private static void Sum(Statement statement, string kind, string currency, string? exact, string? amount, string? saved, CsvWriter csv)
    {
        Begin(statement, kind, currency, csv);
        for (var i = 0; i < 5; i++)
        {
            csv.Null();
        }

        End(exact, amount, saved, csv);
    }

    // Figures: a minus sign is not a formula.
    private static void End(string? exact, string? amount, string? saved, CsvWriter csv)
    {
        foreach (var figure in (ReadOnlySpan<string?>)[exact, amount, saved])
        {
            csv.Raw(figure is null ? [] : Encoding.ASCII.GetBytes(figure));
        }

        csv.EndRow();
    }
}

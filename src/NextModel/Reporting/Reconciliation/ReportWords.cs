using System.Globalization;

namespace NextModel.Reporting.Reconciliation;

/// <summary>What the readable forms of a report say, the same in all of them.</summary>
public static class ReportWords
{
    /// <summary>Headings of <see cref="Line"/>.</summary>
    public static readonly IReadOnlyList<string> LineColumns = ["what", "class", "tokens", "requests", "ours", "provider", "difference", "confidence", "receipts"];
    /// <summary>Headings of <see cref="Results"/>.</summary>
    public static readonly IReadOnlyList<string> ResultColumns = ["", "lines", "receipts say", "provider charged", "difference", "sum of sizes", "currency"];

    public static string Sentence(ReconciliationStatus status) => status switch
    {
        ReconciliationStatus.Reconciled => "the provider's figures and the receipts agree.",
        ReconciliationStatus.Explained => "every difference has a reason that needs nobody.",
        ReconciliationStatus.Incomplete => "the provider's figures are not final for all of this time; run again later.",
        _ => "there are differences that somebody should look at.",
    };

    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Matched => "matched",
        Verdict.Explained => "explained",
        _ => "unexplained",
    };

    /// <summary>The three numbers, one row each and currency.</summary>
    public static IEnumerable<string[]> Results(ReconciliationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        foreach (var verdict in new[] { Verdict.Matched, Verdict.Explained, Verdict.Unexplained })
        {
            var lines = report.LinesOf(verdict).ToString(CultureInfo.InvariantCulture);
            if (report.Currencies.Count == 0)
            {
                yield return [Of(verdict), lines, "–", "–", "–", "–", "–"];
            }

            foreach (var currency in report.Currencies)
            {
                var sums = report.Money(verdict, currency);
                yield return
                [
                    Of(verdict), lines, PlainDecimal.Text(sums.Ours), PlainDecimal.Text(sums.Provider), PlainDecimal.Text(sums.Delta),
                    PlainDecimal.Text(sums.Gross), currency,
                ];
            }
        }
    }

    /// <summary>What a report is called.</summary>
    public static string Title(ReconciliationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return $"Reconciliation with {report.Parameters.Provider}";
    }

    /// <summary>What it was made with.</summary>
    public static IEnumerable<(string Name, string Value)> Facts(ReconciliationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var parameters = report.Parameters;
        if (parameters is { From: { } from, To: { } to })
        {
            yield return ("time", BucketText.Of(from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds()));
        }

        yield return ("provider's figures are final through", parameters.FinalThrough is { } final ? BucketText.Time(final.ToUnixTimeMilliseconds()) : "the end");
        yield return ("sources", string.Join(", ", parameters.Sources.Order(StringComparer.Ordinal)));
        if (report.Ledger is { } ledger)
        {
            yield return ("ledger", FormattableString.Invariant($"positions {ledger.FromPosition} to {ledger.ToPosition}, the last with hash {ledger.HeadHash}"));
        }

        yield return ("lines", report.LineCount.ToString(CultureInfo.InvariantCulture));
        yield return ("rows given twice", report.DuplicateRows.ToString(CultureInfo.InvariantCulture));
        if (report.Invoice is { } invoice)
        {
            yield return ("invoice", $"{PlainDecimal.Text(invoice.Amount)} {invoice.Currency}, usage {PlainDecimal.Text(invoice.Usage)}: strict "
                + $"{(invoice.IsStrict ? "pass" : "fail")}, FOCUS tolerance {(invoice.IsFocus ? "pass" : "fail")}");
        }
    }

    /// <summary>A line of it, as cells.</summary>
    public static string[] Line(ReconciliationLine line) =>
    [
        line.Kind == LineKind.Call
            ? string.Join(" ", new[] { line.Receipt is null ? null : FormattableString.Invariant($"{line.Receipt}#{line.Attempt}"), line.ProviderId }.OfType<string>())
            : string.Join(" ", new[] { line.Kind == LineKind.Tokens ? "tokens" : "cost", BucketText.Of(line.Start, line.End), line.Model ?? "*", line.Key }.OfType<string>()),
        line.Class.Word() + (line.Billed switch { true => ", charged", false => ", not charged", null => "" }),
        string.Join(", ", line.Grouping.NonZero(line.TokensDelta).Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Name} {group.Tokens:+0;-0}"))),
        line.RequestsDelta is { } requests and not 0 ? requests.ToString("+0;-0", CultureInfo.InvariantCulture) : "",
        line.Ours is { } ours ? PlainDecimal.Text(ours) : "",
        line.Provider is { } provider ? PlainDecimal.Text(provider) : "",
        line.CostDelta is { } delta ? $"{PlainDecimal.Text(delta)} {line.Currency}" : "",
        line.Confidence switch { Confidence.High => "high", Confidence.Medium => "medium", _ => "low" },
        Receipts(line),
    ];

    /// <summary>How many lines the readable forms leave out; null when none.</summary>
    public static string? NotShown(ReconciliationReport report) => report.DifferingCount > report.Shown.Count
        ? FormattableString.Invariant($"{report.DifferingCount - report.Shown.Count} more lines differ; the JSON report has all of them.")
        : null;

    /// <summary>A file of it, as cells.</summary>
    public static string[] Import(ReconciliationImport import) =>
    [
        import.Name, import.Status, import.Format, import.Rows.ToString(CultureInfo.InvariantCulture), import.Sha256, string.Join(" ", import.Notes),
    ];

    private static string Receipts(ReconciliationLine line)
    {
        IReadOnlyList<string> named = line.Moved.Count > 0 ? line.Moved : line.Attempts.Count > 0 ? line.Attempts : line.Receipts;
        var names = string.Join(", ", named.Take(TokenLine.MaxReceipts));
        return line.AttemptCount > named.Count && named.Count > 0 && ReferenceEquals(named, line.Receipts)
            ? FormattableString.Invariant($"{names}, and more: {line.AttemptCount} attempts")
            : names;
    }
}

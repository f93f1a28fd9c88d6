using System.Globalization;
using Microsoft.AspNetCore.Http;
using NextModel.Billing;
using NextModel.Inference;
using NextModel.Ledger;
using NextModel.Reporting;
using NextModel.Web.Dashboard.Zones;

namespace NextModel.Web.Dashboard.Receipts;

/// <summary>Which receipts a reader wants to see; it stands in the address. What cannot be read is a problem of its field, never a filter that is left out.</summary>
public sealed record ReceiptsQuery
{
    /// <summary>Receipts on a page.</summary>
    public const int PageSize = 50;

    private const int LongestValue = 200;

    private static readonly string[] Ids = ["project", "team", "key", "environment", "workload", "model", "source"];

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _problems = new(StringComparer.Ordinal);

    private ReceiptsQuery(Period period) => Period = period;

    /// <summary>Outcomes that can be asked for, as receipts spell them.</summary>
    public static IReadOnlyList<string> Outcomes { get; } = [.. Enum.GetValues<RequestOutcome>().Select(ReceiptWords.Of)];

    /// <summary>Completed in it.</summary>
    public Period Period { get; private init; }

    /// <summary>Where the page before ended; null for the newest.</summary>
    public ReceiptCursor? Before { get; private init; }

    /// <summary>Fields that could not be read, and the key of the text that says why.</summary>
    public IReadOnlyDictionary<string, string> Problems => _problems;

    public bool IsFiltered => _values.Count > 0;

    /// <summary>True while what happens next belongs on this page: it is the first and has no end.</summary>
    public bool IsOpen => Before is null && this["to"].Length == 0 && _problems.Count == 0;

    /// <summary>What was typed into a field; empty for nothing.</summary>
    public string this[string field] => _values.GetValueOrDefault(field, "");

    /// <summary>Reads the query of a page.</summary>
    public static ReceiptsQuery Read(IQueryCollection query, DateTimeOffset now, ViewerZone zone)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(zone);
        var name = query["period"].ToString();
        var read = new ReceiptsQuery(Period.Read(name.Length > 0 ? name : "30d", now, zone))
        {
            Before = ReceiptCursor.TryParse(query["before"].ToString(), out var before) ? before : null,
        };
        foreach (var field in (string[])[.. Ids, "mode", "outcome", "min", "from", "to"])
        {
            if (query[field].ToString().Trim() is { Length: > 0 } value)
            {
                read._values[field] = value;
                if (!IsReadable(field, value))
                {
                    read._problems[field] = field switch
                    {
                        "from" or "to" => "receipts.bad.day",
                        "min" => "receipts.bad.amount",
                        _ => "receipts.bad.choice",
                    };
                }
            }
        }

        return read.Bounded(now, zone);
    }

    /// <summary>The same for the ledger, in a scope that the reader may see. Only without <see cref="Problems"/>.</summary>
    public ReceiptQuery For(ReceiptScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return new ReceiptQuery(scope, Filter(), PageSize)
        {
            From = Period.From,
            To = this["to"].Length > 0 ? Period.To : null,
            MinAmountNano = Amount(this["min"]) is { } least ? Money.ToNanos(least) : 0,
            Before = Before,
        };
    }

    /// <summary>Sums of everything that matches, whatever the page. Those of a least amount are not kept.</summary>
    public UsageQuery Sums(ReceiptScope scope) => new(scope, Filter(), Period.From, Period.To);

    /// <summary>The query string with some fields changed; an empty value takes a field away.</summary>
    public string Link(params ReadOnlySpan<(string Field, string Value)> changes)
    {
        var fields = new SortedDictionary<string, string>(_values, StringComparer.Ordinal);
        if (Period.Name != Period.Custom)
        {
            fields["period"] = Period.Name;
        }

        foreach (var (field, value) in changes)
        {
            fields[field] = value;
            if (field == "period")
            {
                fields.Remove("from");
                fields.Remove("to");
            }
        }

        return string.Join('&', fields.Where(field => field.Value.Length > 0).Select(field => $"{field.Key}={Uri.EscapeDataString(field.Value)}"));
    }

    private ReceiptFilter Filter() => new()
    {
        ProjectId = Given("project"),
        TeamId = Given("team"),
        KeyId = Given("key"),
        Environment = Given("environment"),
        Workload = Given("workload"),
        Model = Given("model"),
        SourceId = Given("source"),
        ServeMode = this["mode"] switch { "fresh" => ServeMode.Fresh, "exact_cache" => ServeMode.ExactCache, _ => null },
        Outcome = OutcomeOf(this["outcome"]),
    };

    private string? Given(string field) => _values.GetValueOrDefault(field);

    private static bool IsReadable(string field, string value) => field switch
    {
        "mode" => value is "fresh" or "exact_cache",
        "outcome" => OutcomeOf(value) is not null,
        "min" => Amount(value) is not null,
        "from" or "to" => Day(value) is not null,
        _ => value.Length <= LongestValue,
    };

    // Days bound the period in place of a name, and the end has to come after the begin.
    private ReceiptsQuery Bounded(DateTimeOffset now, ViewerZone zone)
    {
        if (this["from"].Length + this["to"].Length == 0 || _problems.ContainsKey("from") || _problems.ContainsKey("to"))
        {
            return this;
        }

        var to = Day(this["to"]) is { } last ? zone.Begin(last) : now;
        var from = Day(this["from"]) is { } first ? zone.Begin(first) : to.AddDays(-30);
        if (from >= to)
        {
            _problems[this["to"].Length > 0 ? "to" : "from"] = "receipts.bad.order";
            return this;
        }

        return this with { Period = new Period(Period.Custom, from, to) };
    }

    private static RequestOutcome? OutcomeOf(string word)
    {
        foreach (var outcome in Enum.GetValues<RequestOutcome>())
        {
            if (ReceiptWords.Of(outcome) == word)
            {
                return outcome;
            }
        }

        return null;
    }

    private static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 2000 and < 2200 ? day : null;

    private static decimal? Amount(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount is > 0 and < 1_000_000_000
        && decimal.Round(amount, Money.Decimals) == amount ? amount : null;
}

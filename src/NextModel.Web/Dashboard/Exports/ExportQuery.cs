using System.Globalization;
using Microsoft.AspNetCore.Http;
using NextModel.Reporting.Exports;

namespace NextModel.Web.Dashboard.Exports;

/// <summary>Which receipts an export holds, as it was typed, and what is wrong about it.</summary>
public sealed class ExportQuery
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _problems = new(StringComparer.Ordinal);

    /// <summary>Fields that are wrong, and the key of the text that says why.</summary>
    public IReadOnlyDictionary<string, string> Problems => _problems;

    /// <summary>What stands in a field; empty for nothing.</summary>
    public string this[string field] => _values.GetValueOrDefault(field, "");

    /// <summary>The month so far, for somebody who has not asked yet.</summary>
    public static ExportQuery Begin(DashboardView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var today = view.Zone.DayOf(view.Site.Now);
        var query = new ExportQuery();
        query._values["from"] = Text(new DateOnly(today.Year, today.Month, 1));
        query._values["to"] = Text(today.AddDays(1));
        query._values["format"] = "csv";
        query._values["month"] = today.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        return query;
    }

    public static ExportQuery Read(IQueryCollection asked, DashboardView view)
    {
        ArgumentNullException.ThrowIfNull(asked);
        var query = Begin(view);
        foreach (var field in (string[])["from", "to", "format", "project", "sandbox"])
        {
            query._values[field] = asked[field].ToString().Trim();
        }

        var (from, to) = (Day(query["from"]), Day(query["to"]));
        if (from is null)
        {
            query._problems["from"] = "receipts.bad.day";
        }

        if (to is null)
        {
            query._problems["to"] = "receipts.bad.day";
        }
        else if (from >= to)
        {
            query._problems["to"] = "receipts.bad.order";
        }

        if (ExportFormats.Parse(query["format"]) is null)
        {
            query._problems["format"] = "receipts.bad.choice";
        }

        if (query["project"].Length > 0 && view.Directory.FindProject(query["project"]) is null)
        {
            query._problems["project"] = "receipts.bad.choice";
        }

        return query;
    }

    /// <summary>The same with a field that is wrong.</summary>
    public ExportQuery WithProblem(string field, string problem, string typed)
    {
        _values[field] = typed;
        _problems[field] = problem;
        return this;
    }

    /// <summary>As the admin API takes it. Only without <see cref="Problems"/>.</summary>
    public (string Name, string Value)[] ToParameters(DashboardView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return
        [
            ("organization", view.Organization.Id), ("format", this["format"]), ("from", this["from"]), ("to", this["to"]), ("time_zone", view.Zone.Id), ("project", this["project"]),
            ("sandbox", this["sandbox"] == "include" && !ExportFormats.Parse(this["format"])!.Value.IsFocus() ? "include" : ""),
        ];
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly? Day(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}

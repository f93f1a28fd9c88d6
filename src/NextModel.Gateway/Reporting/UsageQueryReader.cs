using System.Globalization;
using NextModel.Errors;
using NextModel.Gateway.OpenAI;
using NextModel.Reporting;

namespace NextModel.Gateway.Reporting;

/// <summary>Reads the query of a usage report; a parameter nobody knows is refused, so that no filter is silently ignored.</summary>
internal static class UsageQueryReader
{
    private const int MostIntervals = 10_000;
    private const int UsualLimit = 200;

    /// <summary>The parameters, in the order of the documentation.</summary>
    public static readonly string[] Known =
    [
        "from", "to", "time_zone", "interval", "group_by", "project", "team", "key", .. ReceiptFilterWords.Plain, "sandbox", "limit", "cursor",
    ];

    /// <param name="parameters">Query parameters by name, ids of the tenancy resolved.</param>
    /// <param name="scope">Whose usage.</param>
    /// <param name="now">The end of a range that has none.</param>
    public static Result<UsageRequest> Read(IReadOnlyDictionary<string, string> parameters, ReceiptScope scope, DateTimeOffset now)
    {
        // Sums are of whole quarters of an hour: the one that runs belongs to a range that ends now.
        if (!ReportRange.Read(parameters, DateTimeOffset.FromUnixTimeMilliseconds((now.ToUnixTimeMilliseconds() / UsageCalendar.Quarter * UsageCalendar.Quarter) + UsageCalendar.Quarter)).TryGet(out var range, out var refusal)
            || !ReportFilter.Read(parameters).TryGet(out var filter, out refusal))
        {
            return refusal;
        }

        var query = new UsageQuery(scope, filter, range.From, range.To) { TimeZone = range.TimeZone };
        if (Misaligned(parameters, range) is { } misaligned)
        {
            return misaligned;
        }

        if (parameters.TryGetValue("interval", out var word))
        {
            if (UsageWords.ParseInterval(word) is not { } interval)
            {
                return ReportRange.Bad("interval", $"'{Header.Show(word)}' is not one of {UsageWords.IntervalNames}.");
            }

            query = query with { Interval = interval };
        }

        if (parameters.TryGetValue("sandbox", out var sandbox))
        {
            if (sandbox is not ("include" or "exclude"))
            {
                return ReportRange.Bad("sandbox", $"'{Header.Show(sandbox)}' is neither include nor exclude.");
            }

            query = query with { IncludeSandbox = sandbox == "include" };
        }

        if (!ReadGrouping(parameters).TryGet(out var grouping, out refusal))
        {
            return refusal;
        }

        var shortest = query.Interval switch { UsageInterval.Quarter => 15, UsageInterval.Hour => 60, _ => 24 * 60 };
        if (query.Interval != UsageInterval.None && (range.To - range.From).TotalMinutes / shortest > MostIntervals)
        {
            return ReportRange.Bad("interval", $"makes more than {MostIntervals} intervals of this range. Ask for longer ones, or for less time.");
        }

        return ReadPage(parameters, query with { GroupBy = grouping });
    }

    // Sums are kept for quarters of an hour; what lies between would be a guess.
    private static GatewayError? Misaligned(IReadOnlyDictionary<string, string> parameters, ReportRange range)
    {
        foreach (var (name, at) in (ReadOnlySpan<(string, DateTimeOffset)>)[("from", range.From), ("to", range.To)])
        {
            if (parameters.ContainsKey(name) && at.ToUnixTimeMilliseconds() % UsageCalendar.Quarter != 0)
            {
                return ReportRange.Bad(name, $"'{Header.Show(parameters[name])}' is not at a full quarter of an hour (:00, :15, :30 or :45).");
            }
        }

        return null;
    }

    private static Result<List<UsageDimension>> ReadGrouping(IReadOnlyDictionary<string, string> parameters)
    {
        var grouping = new List<UsageDimension>();
        foreach (var name in parameters.GetValueOrDefault("group_by")?.Split(',') ?? [])
        {
            if (UsageWords.ParseDimension(name) is not { } dimension || grouping.Contains(dimension))
            {
                return ReportRange.Bad("group_by", $"has '{Header.Show(name)}', which is twice in it or not one of {UsageWords.DimensionNames}.");
            }

            grouping.Add(dimension);
        }

        return grouping;
    }

    private static Result<UsageRequest> ReadPage(IReadOnlyDictionary<string, string> parameters, UsageQuery query)
    {
        var limit = UsualLimit;
        if (parameters.TryGetValue("limit", out var text)
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > UsageView.MaxRows))
        {
            return ReportRange.Bad("limit", $"'{Header.Show(text)}' is not a whole number from 1 to {UsageView.MaxRows}.");
        }

        UsageCursor? after = null;
        if (parameters.TryGetValue("cursor", out var cursor) && (after = UsageCursor.TryParse(cursor, query)) is null)
        {
            return ReportRange.Bad("cursor", "is not a next_cursor of an earlier page of the same query.");
        }

        return new UsageRequest(query, limit, after);
    }
}

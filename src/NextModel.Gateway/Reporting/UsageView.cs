using NextModel.Reporting;

namespace NextModel.Gateway.Reporting;

/// <summary>A page of a usage report.</summary>
public sealed record UsageView
{
    /// <summary>Most groups of a page.</summary>
    public const int MaxRows = 1000;

    public string Object { get; init; } = "usage";

    public required string Organization { get; init; }

    /// <summary>First instant that counts.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>End, not included.</summary>
    public required DateTimeOffset To { get; init; }

    public required string TimeZone { get; init; }

    public required string Interval { get; init; }

    public required IReadOnlyList<string> GroupBy { get; init; }

    /// <summary>One for each group that has receipts, in the order of intervals, then of groups.</summary>
    public required IReadOnlyList<UsageRowView> Data { get; init; }

    /// <summary>The whole range, one for each currency.</summary>
    public required IReadOnlyList<UsageRowView> Totals { get; init; }

    public required bool HasMore { get; init; }

    /// <summary>The cursor of the next page; left out on the last.</summary>
    public string? NextCursor { get; init; }

    internal static UsageView Of(UsageRequest request, UsageReport report)
    {
        var query = request.Query;
        var rows = report.Rows.Where(row => request.After is null || request.After.IsBefore(row)).Take(request.Limit + 1).ToList();
        var page = rows.Take(request.Limit).ToList();
        return new UsageView
        {
            Organization = query.Scope.OrganizationId,
            From = query.From.ToUniversalTime(),
            To = query.To.ToUniversalTime(),
            TimeZone = query.TimeZone,
            Interval = query.Interval.Wire(),
            GroupBy = [.. query.GroupBy.Select(dimension => dimension.Wire())],
            Data = [.. page.Select(row => UsageRowView.Of(row, query.GroupBy))],
            Totals = [.. report.Rows.GroupBy(row => row.Currency).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => UsageRowView.Of(group.Key, group.Aggregate(default(UsageSums), (sum, row) => sum + row.Sums)))],
            HasMore = rows.Count > page.Count,
            NextCursor = rows.Count > page.Count ? UsageCursor.Of(page[^1]).ToString() : null,
        };
    }
}

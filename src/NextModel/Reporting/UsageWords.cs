namespace NextModel.Reporting;

/// <summary>Dimensions and intervals of usage as clients spell them.</summary>
public static class UsageWords
{
    private static readonly (UsageDimension Dimension, string Name)[] Dimensions =
    [
        (UsageDimension.Project, "project"), (UsageDimension.Team, "team"), (UsageDimension.Key, "key"), (UsageDimension.Environment, "environment"),
        (UsageDimension.Workload, "workload"), (UsageDimension.Model, "model"), (UsageDimension.Source, "source"), (UsageDimension.ServeMode, "serve_mode"),
        (UsageDimension.Outcome, "outcome"), (UsageDimension.Operation, "operation"), (UsageDimension.UsageSource, "usage_source"),
    ];

    private static readonly (UsageInterval Interval, string Name)[] Intervals =
    [
        (UsageInterval.None, "none"), (UsageInterval.Quarter, "quarter_hour"), (UsageInterval.Hour, "hour"), (UsageInterval.Day, "day"),
        (UsageInterval.Week, "week"), (UsageInterval.Month, "month"),
    ];

    /// <summary>All names of dimensions, for messages.</summary>
    public static string DimensionNames { get; } = string.Join(", ", Dimensions.Select(one => one.Name));

    /// <summary>All names of intervals, for messages.</summary>
    public static string IntervalNames { get; } = string.Join(", ", Intervals.Select(one => one.Name));

    public static string Wire(this UsageDimension dimension) => Array.Find(Dimensions, one => one.Dimension == dimension).Name;

    public static string Wire(this UsageInterval interval) => Array.Find(Intervals, one => one.Interval == interval).Name;

    /// <summary>Null for a word that names none.</summary>
    public static UsageDimension? ParseDimension(string name)
    {
        var found = Array.Find(Dimensions, one => one.Name == name);
        return found.Name is null ? null : found.Dimension;
    }

    /// <summary>Null for a word that names none.</summary>
    public static UsageInterval? ParseInterval(string name)
    {
        var found = Array.Find(Intervals, one => one.Name == name);
        return found.Name is null ? null : found.Interval;
    }
}

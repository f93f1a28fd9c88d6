namespace NextModel.Reporting;

/// <summary>The stretches of time usage is summed over, by the calendar of a time zone.</summary>
public enum UsageInterval
{
    /// <summary>The whole range at once.</summary>
    None = 0,

    /// <summary>A quarter of an hour.</summary>
    Quarter = 1,
    Hour = 2,
    Day = 3,

    /// <summary>From Monday to Monday (ISO 8601).</summary>
    Week = 4,
    Month = 5,
}

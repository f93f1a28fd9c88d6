namespace NextModel.Reporting;

/// <summary>The stretches of time, in UTC, usage is summed over.</summary>
public enum UsageInterval
{
    /// <summary>The whole range at once.</summary>
    None = 0,

    Quarter = 1,
    Hour = 2,
    Day = 3,
}

namespace NextModel.Reporting;

/// <summary>What usage can be grouped by.</summary>
public enum UsageDimension
{
    Project = 1,
    Team = 2,
    Key = 3,
    Model = 4,
    Source = 5,
    ServeMode = 6,
    Outcome = 7,
    Operation = 8,
    Environment = 9,
    Workload = 10,
    UsageSource = 11,
}

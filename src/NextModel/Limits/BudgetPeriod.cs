namespace NextModel.Limits;

/// <summary>How long a window of a budget is, by the calendar of its time zone. The numbers are stored.</summary>
public enum BudgetPeriod
{
    Day = 1,

    /// <summary>From Monday to Monday (ISO 8601).</summary>
    Week = 2,
    Month = 3,

    /// <summary>One window without an end.</summary>
    Total = 4,
}

namespace NextModel.Limits;

/// <summary>Scopes and windows of budgets as clients and files spell them.</summary>
public static class LimitWords
{
    public static string Of(BudgetScope scope) => scope switch
    {
        BudgetScope.Organization => "organization",
        BudgetScope.Team => "team",
        BudgetScope.Project => "project",
        _ => "key",
    };

    public static string Of(BudgetPeriod period) => period switch
    {
        BudgetPeriod.Day => "day",
        BudgetPeriod.Week => "week",
        BudgetPeriod.Month => "month",
        _ => "total",
    };

    public static BudgetScope? Scope(string? word) => word switch
    {
        "organization" => BudgetScope.Organization,
        "team" => BudgetScope.Team,
        "project" => BudgetScope.Project,
        "key" => BudgetScope.Key,
        _ => null,
    };

    public static BudgetPeriod? Period(string? word) => word switch
    {
        "day" => BudgetPeriod.Day,
        "week" => BudgetPeriod.Week,
        "month" => BudgetPeriod.Month,
        "total" => BudgetPeriod.Total,
        _ => null,
    };
}

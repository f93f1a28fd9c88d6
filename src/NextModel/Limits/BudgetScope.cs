namespace NextModel.Limits;

/// <summary>Whose spend a budget counts. The numbers are stored.</summary>
public enum BudgetScope
{
    Organization = 1,
    Team = 2,
    Project = 3,
    Key = 4,
}

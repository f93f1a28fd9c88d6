namespace NextModel.Policies;

/// <summary>Whose requests a policy rules. The numbers are stored; a wider scope has the smaller number.</summary>
public enum PolicyScope
{
    Organization = 1,
    Team = 2,
    Project = 3,
    Key = 4,
}

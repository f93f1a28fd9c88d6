using NextModel.Identity;

namespace NextModel.Gateway.Admin;

/// <summary>Who may use a route.</summary>
/// <param name="Role">The least role.</param>
/// <param name="Level">How widely it must be held.</param>
internal sealed record AccessRule(AccessRole Role, AccessLevel Level = AccessLevel.Team)
{
    /// <summary>Null when they may; whether they may on the object at hand is decided once that is known.</summary>
    public string? WhyNot(Administrator by)
    {
        if (Level == AccessLevel.Installation && !by.IsOperator)
        {
            return "only the admin key of the installation may use it";
        }

        if (by.Role < Role)
        {
            return $"it needs the role {Role.Wire()} and the key has the role {by.Role.Wire()}";
        }

        return Level == AccessLevel.Organization && by.TeamId is not null
            ? $"it needs the role {Role.Wire()} over the whole organization, and the key's is over one team"
            : null;
    }
}

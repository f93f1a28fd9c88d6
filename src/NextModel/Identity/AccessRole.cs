namespace NextModel.Identity;

/// <summary>What a member or a management key may do where the role is held; each role may do all that the ones before it may.</summary>
public enum AccessRole
{
    /// <summary>Reads everything but secrets.</summary>
    Viewer = 1,

    /// <summary>Also makes, changes, rotates and revokes API keys.</summary>
    Developer = 2,

    /// <summary>Also changes projects and teams, members and management keys, and reads the audit trail.</summary>
    Admin = 3,

    /// <summary>Also changes the organization and its owners.</summary>
    Owner = 4,

    /// <summary>The bearer of the installation's admin key: everything, in every organization. Cannot be granted.</summary>
    Operator = 5,
}

namespace NextModel.Identity;

/// <summary>How roles are spelled in JSON.</summary>
public static class AccessRoleNames
{
    /// <summary>The roles that can be granted, for messages.</summary>
    public const string Grantable = "owner, admin, developer, viewer";

    public static string Wire(this AccessRole role) => role switch
    {
        AccessRole.Viewer => "viewer",
        AccessRole.Developer => "developer",
        AccessRole.Admin => "admin",
        AccessRole.Owner => "owner",
        _ => "operator",
    };

    /// <summary>The role of that name among those that can be granted; null for any other text.</summary>
    public static AccessRole? Parse(string text) => text switch
    {
        "viewer" => AccessRole.Viewer,
        "developer" => AccessRole.Developer,
        "admin" => AccessRole.Admin,
        "owner" => AccessRole.Owner,
        _ => null,
    };
}

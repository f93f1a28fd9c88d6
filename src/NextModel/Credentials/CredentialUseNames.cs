namespace NextModel.Credentials;

/// <summary>The uses of credentials as policy documents spell them.</summary>
public static class CredentialUseNames
{
    /// <summary>All of them, for messages.</summary>
    public const string All = "own_first, own_only, platform_only";

    /// <summary>The use of that name; null when there is none.</summary>
    public static CredentialUse? Parse(string? word) => word switch
    {
        "own_first" => CredentialUse.OwnFirst,
        "own_only" => CredentialUse.OwnOnly,
        "platform_only" => CredentialUse.PlatformOnly,
        _ => null,
    };
}

namespace NextModel.Credentials;

/// <summary>Whose credentials a request may go out under.</summary>
public enum CredentialUse
{
    /// <summary>The organization's own before the platform's: the default.</summary>
    OwnFirst,

    /// <summary>The organization's own and no others.</summary>
    OwnOnly,

    /// <summary>The platform's and no others.</summary>
    PlatformOnly,
}

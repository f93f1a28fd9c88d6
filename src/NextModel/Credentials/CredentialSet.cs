namespace NextModel.Credentials;

/// <summary>The credentials that some callers' requests can go out under, narrowest first, then oldest first. Another set for every change of one.</summary>
public sealed class CredentialSet(IReadOnlyList<OwnCredential> credentials)
{
    /// <summary>At least one.</summary>
    public IReadOnlyList<OwnCredential> Credentials => credentials;
}

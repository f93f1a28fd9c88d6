namespace NextModel.Configuration;

/// <summary>The <c>sign_in.oidc</c> section: the identity provider that people may sign in at.</summary>
/// <param name="Issuer">Its identifier, as its tokens and its discovery document state it, to the letter.</param>
/// <param name="ClientId">What this installation is called there.</param>
/// <param name="ClientSecret">What proves it to be this installation.</param>
public sealed record SingleSignOnOptions(string Issuer, string ClientId, string ClientSecret)
{
    /// <summary>What the button says: sign in with …</summary>
    public required string Name { get; init; }

    // A record prints all its members: the secret must not be one of them.
    public override string ToString() => $"single sign-on at {Issuer}";
}

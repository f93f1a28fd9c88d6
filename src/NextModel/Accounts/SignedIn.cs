namespace NextModel.Accounts;

/// <summary>A session at the one moment its token is known.</summary>
/// <param name="Session">What is kept.</param>
/// <param name="Token">What the browser will send.</param>
public sealed record SignedIn(AccountSession Session, string Token)
{
    // A record prints all its members: the token must not be one of them.
    public override string ToString() => $"session {Session.Id}";
}

namespace NextModel.Accounts;

/// <summary>A link at the one moment its token is known.</summary>
/// <param name="Id">What it is of: an invitation, or the account whose password it resets.</param>
/// <param name="Token">The secret in it.</param>
/// <param name="ExpiresAt">When it stops.</param>
public sealed record MadeLink(string Id, string Token, DateTimeOffset ExpiresAt)
{
    // A record prints all its members: the token must not be one of them.
    public override string ToString() => $"link of {Id}";
}

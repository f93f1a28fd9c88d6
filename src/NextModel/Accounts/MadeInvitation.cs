namespace NextModel.Accounts;

/// <summary>An invitation at the one moment the token of its link is known.</summary>
/// <param name="Invitation">What is kept.</param>
/// <param name="Token">The secret in the link; shown once.</param>
public sealed record MadeInvitation(Invitation Invitation, string Token)
{
    // A record prints all its members: the token must not be one of them.
    public override string ToString() => $"invitation {Invitation.Id}";
}

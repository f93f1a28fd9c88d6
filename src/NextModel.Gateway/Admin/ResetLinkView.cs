namespace NextModel.Gateway.Admin;

/// <summary>A link that lets somebody choose a new password, once.</summary>
/// <param name="AccountId">Whose.</param>
/// <param name="Link">What to send to the person; shown once.</param>
/// <param name="ExpiresAt">When it stops.</param>
public sealed record ResetLinkView(string AccountId, string Link, DateTimeOffset ExpiresAt)
{
    // A record prints all its members: the link must not be one of them.
    public override string ToString() => $"reset link of {AccountId}";
}

using NextModel.Identity;

namespace NextModel.Accounts;

/// <summary>Somebody takes up memberships: invitations are used up, members name the account, and the account may be new.</summary>
/// <param name="Account">Whose they are.</param>
/// <param name="IsNew">The account is made with it.</param>
/// <param name="Invitations">As they are afterwards; each must still be open.</param>
/// <param name="Joined">Members that are made.</param>
/// <param name="Bound">Members that were there, as they are afterwards.</param>
public sealed record Acceptance(
    Account Account, bool IsNew, IReadOnlyList<Invitation> Invitations, IReadOnlyList<Member> Joined, IReadOnlyList<Member> Bound)
{
    /// <summary>The identity that signs the account in; null for one with a password.</summary>
    public ExternalIdentity? Identity { get; init; }
}

using NextModel.Accounts;

namespace NextModel.Web.SignIn;

/// <summary>What signing in, and the page of one's own account, work with.</summary>
/// <param name="SignIns">From address and password to a session.</param>
/// <param name="Sessions">Sessions from their beginning to their end.</param>
/// <param name="Accounts">Changes to accounts.</param>
/// <param name="Invitations">Invitations, and who takes them up.</param>
/// <param name="Access">What an account may do now.</param>
/// <param name="SecondFactors">Secrets of the second factor.</param>
/// <param name="Identities">Who somebody is whom an identity provider has named.</param>
/// <param name="Links">Links that <c>serve</c> prints.</param>
public sealed record SignInParts(
    SignIns SignIns, SessionBook Sessions, AccountBook Accounts, InvitationBook Invitations, AccountAccess Access, SecondFactors SecondFactors, Identities Identities, SignInLinks Links);

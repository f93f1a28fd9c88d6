using NextModel.Accounts;
using NextModel.Identity;

namespace NextModel.Web.SignIn;

/// <summary>A browser that is signed in, as of this request.</summary>
/// <param name="Session">Its session.</param>
/// <param name="Token">The token of the session, which forms are bound to.</param>
/// <param name="Account">Whose it is; null for the operator and management keys.</param>
/// <param name="Places">The roles it holds, the widest first; at least one.</param>
internal sealed record SignedInBrowser(AccountSession Session, string Token, Account? Account, IReadOnlyList<Administrator> Places)
{
    // A record prints all its members: the token must not be one of them.
    public override string ToString() => $"browser of {Session.Id}";
}

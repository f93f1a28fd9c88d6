using NextModel.Audit;
using NextModel.Identity;

namespace NextModel.Accounts;

/// <summary>Accounts and invitations as the audit trail states them.</summary>
internal static class AccountFacts
{
    public static string Of(Account account) => AuditFacts.Write(json =>
    {
        json.WriteString("email"u8, account.Email);
        json.WriteBoolean("has_password"u8, account.PasswordHash is not null);
        json.WriteMoment("password_changed_at", account.PasswordChangedAt);
        json.WriteBoolean("second_factor"u8, account.HasSecondFactor);
        json.WriteMoment("disabled_at", account.DisabledAt);
    });

    public static string Of(Invitation invitation) => AuditFacts.Write(json =>
    {
        json.WriteString("email"u8, invitation.Email);
        json.WriteString("role"u8, invitation.Role.Wire());
        json.WriteString("team"u8, invitation.TeamId);
        json.WriteMoment("expires_at", invitation.ExpiresAt);
        json.WriteMoment("accepted_at", invitation.AcceptedAt);
        json.WriteMoment("revoked_at", invitation.RevokedAt);
    });

    public static string Of(ResetLink link) => AuditFacts.Write(json =>
    {
        json.WriteMoment("expires_at", link.ExpiresAt);
        json.WriteBoolean("removes_second_factor"u8, link.RemovesSecondFactor);
    });

    public static string OfIdentity(ExternalIdentity identity) => AuditFacts.Write(json => json.WriteString("issuer"u8, identity.Issuer));

    public static string OfSignOut(string? onlyId) => AuditFacts.Write(json => json.WriteString("session"u8, onlyId ?? "all"));
}

using NextModel.Accounts;
using NextModel.Audit;
using NextModel.Storage.Sql.Tenancy;

namespace NextModel.Storage.Sql.Accounts;

/// <summary>Accounts and invitations.</summary>
public sealed class SqlAccountStore(SqlAuditStore audits) : IAccountStore
{
    public ValueTask<Account?> FindAsync(string id, CancellationToken cancellationToken) => FindAsync("id = @id", new { id }, cancellationToken);

    public ValueTask<Account?> FindByEmailAsync(string email, CancellationToken cancellationToken) =>
        FindAsync("email = @email", new { email }, cancellationToken);

    public ValueTask<Account?> FindByIdentityAsync(string issuer, string subject, CancellationToken cancellationToken) => FindAsync(
        "id = (SELECT account FROM account_identities WHERE issuer = @issuer AND subject = @subject)", new { issuer, subject }, cancellationToken);

    public async ValueTask<IReadOnlyList<Account>> ListAsync(CancellationToken cancellationToken) => await audits.Database.ReadAsync(
        async session => (await session.QueryAsync<AccountRow>($"SELECT {AccountRow.Columns} FROM accounts ORDER BY id")).ConvertAll(row => row.ToAccount()),
        cancellationToken);

    public async ValueTask<IReadOnlyList<string>> ListIssuersAsync(string accountId, CancellationToken cancellationToken) => await audits.Database.ReadAsync(
        session => session.QueryAsync<string>("SELECT issuer FROM account_identities WHERE account = @accountId ORDER BY created_at, issuer", new { accountId }),
        cancellationToken);

    public ValueTask UpdateAsync(Account account, AccountEffects effects, AuditDraft audit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(effects);
        ArgumentNullException.ThrowIfNull(audit);
        return audits.CommitAsync(
            [audit],
            async session =>
            {
                StaleChangeException.Require(audit, await session.ExecuteAsync(
                    """
                    UPDATE accounts SET password_hash = @PasswordHash, password_changed_at = @PasswordChangedAt, totp = @Totp, disabled_at = @DisabledAt,
                        version = @Version
                    WHERE id = @Id AND version = @Version - 1
                    """,
                    AccountRow.Of(account)));
                await ApplyAsync(session, account.Id, effects, audit);
            },
            cancellationToken);
    }

    public async ValueTask<bool> TakeTotpStepAsync(string accountId, long step, CancellationToken cancellationToken) => await audits.Database.WriteAsync(
        SqlTurn.Any,
        session => session.ExecuteAsync("UPDATE accounts SET totp_step = @step WHERE id = @accountId AND totp_step < @step", new { accountId, step }),
        cancellationToken) == 1;

    public ValueTask<bool> TakeRecoveryCodeAsync(string accountId, byte[] digest, AuditDraft audit, CancellationToken cancellationToken) => audits.TryCommitAsync(
        [audit],
        async session => await session.ExecuteAsync(
            "DELETE FROM account_recovery_codes WHERE account = @accountId AND digest = @digest", new { accountId, digest }) == 1,
        cancellationToken);

    public ValueTask<int> CountRecoveryCodesAsync(string accountId, CancellationToken cancellationToken) => audits.Database.ReadAsync(
        session => session.ScalarAsync<int>("SELECT count(*) FROM account_recovery_codes WHERE account = @accountId", new { accountId }), cancellationToken);

    public async ValueTask<ResetLink?> FindResetAsync(byte[] digest, CancellationToken cancellationToken) => await audits.Database.ReadAsync(
        async session => (await session.QueryAsync(
            "SELECT account, digest, removes_second_factor, expires_at FROM account_resets WHERE digest = @digest",
            new { digest },
            row => new ResetLink(row.GetString(0), (byte[])row.GetValue(1), row.GetBoolean(2), Moments.At(row.GetInt64(3))))).FirstOrDefault(),
        cancellationToken);

    public ValueTask AddInvitationAsync(Invitation invitation, AuditDraft audit, CancellationToken cancellationToken) => audits.CommitAsync(
        audit,
        """
        INSERT INTO invitations (organization, id, team, email, role, digest, invited_by, created_at, expires_at)
        VALUES (@OrganizationId, @Id, @TeamId, @Email, @Role, @Digest, @InvitedBy, @CreatedAt, @ExpiresAt)
        """,
        InvitationRow.Of(invitation),
        cancellationToken);

    public ValueTask UpdateInvitationAsync(Invitation invitation, AuditDraft audit, CancellationToken cancellationToken) =>
        audits.CommitAsync([audit], session => UpdateAsync(session, invitation, audit), cancellationToken);

    public ValueTask<Invitation?> FindInvitationAsync(string id, CancellationToken cancellationToken) =>
        FindInvitationAsync("id = @id", new { id }, cancellationToken);

    public ValueTask<Invitation?> FindInvitationByDigestAsync(byte[] digest, CancellationToken cancellationToken) =>
        FindInvitationAsync("digest = @digest", new { digest }, cancellationToken);

    public async ValueTask<IReadOnlyList<Invitation>> ListInvitationsAsync(CancellationToken cancellationToken) => await audits.Database.ReadAsync(
        async session => (await session.QueryAsync<InvitationRow>($"SELECT {InvitationRow.Columns} FROM invitations ORDER BY id"))
            .ConvertAll(row => row.ToInvitation()),
        cancellationToken);

    public ValueTask AcceptAsync(Acceptance acceptance, IReadOnlyList<AuditDraft> drafts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(acceptance);
        ArgumentNullException.ThrowIfNull(drafts);
        return audits.CommitAsync(drafts, session => AcceptAsync(session, acceptance, drafts[0]), cancellationToken);
    }

    private static async ValueTask AcceptAsync(SqlSession session, Acceptance acceptance, AuditDraft audit)
    {
        if (acceptance.IsNew)
        {
            await session.ExecuteAsync(
                """
                INSERT INTO accounts (id, email, password_hash, password_changed_at, created_at) VALUES (@Id, @Email, @PasswordHash, @PasswordChangedAt, @CreatedAt)
                """,
                AccountRow.Of(acceptance.Account));
        }

        foreach (var invitation in acceptance.Invitations)
        {
            await UpdateAsync(session, invitation, audit);
        }

        foreach (var member in acceptance.Joined)
        {
            await session.ExecuteAsync(SqlTenancyStore.InsertMember, SqlTenancyStore.Values(member));
        }

        foreach (var member in acceptance.Bound)
        {
            StaleChangeException.Require(audit, await session.ExecuteAsync(SqlTenancyStore.UpdateMember, SqlTenancyStore.Values(member)));
        }

        if (acceptance.Identity is { } identity)
        {
            await AddAsync(session, acceptance.Account.Id, identity, audit);
        }
    }

    private static async ValueTask ApplyAsync(SqlSession session, string account, AccountEffects effects, AuditDraft audit)
    {
        if (effects.UsedReset is { } used)
        {
            StaleChangeException.Require(audit, await session.ExecuteAsync(
                "DELETE FROM account_resets WHERE account = @account AND digest = @Digest", new { account, used.Digest }));
        }

        if (effects.Reset is { } reset)
        {
            await session.ExecuteAsync(
                """
                INSERT INTO account_resets (account, digest, removes_second_factor, expires_at) VALUES (@account, @Digest, @RemovesSecondFactor, @expires)
                ON CONFLICT (account) DO UPDATE SET digest = excluded.digest, removes_second_factor = excluded.removes_second_factor, expires_at = excluded.expires_at
                """,
                new { account, reset.Digest, reset.RemovesSecondFactor, expires = reset.ExpiresAt.ToUnixTimeMilliseconds() });
        }

        if (effects.EndsSessions)
        {
            await session.ExecuteAsync(
                SqlSessionStore.EndSessions, SqlSessionStore.Ended(account, onlyId: null, effects.KeptSession, audit.At));
        }

        if (effects.RecoveryCodes is { } codes)
        {
            await session.ExecuteAsync("DELETE FROM account_recovery_codes WHERE account = @account", new { account });
            await session.ExecuteAsync(
                "INSERT INTO account_recovery_codes (account, digest) VALUES (@account, @digest)", codes.Select(digest => new { account, digest }).ToList());
        }

        if (effects.Identity is { } identity)
        {
            await AddAsync(session, account, identity, audit);
        }
    }

    private static async ValueTask AddAsync(SqlSession session, string account, ExternalIdentity identity, AuditDraft audit) => await session.ExecuteAsync(
        "INSERT INTO account_identities (issuer, subject, account, created_at) VALUES (@Issuer, @Subject, @account, @at)",
        new { identity.Issuer, identity.Subject, account, at = audit.At.ToUnixTimeMilliseconds() });

    private static async ValueTask UpdateAsync(SqlSession session, Invitation invitation, AuditDraft audit) => StaleChangeException.Require(
        audit,
        await session.ExecuteAsync(
            """
            UPDATE invitations SET expires_at = @ExpiresAt, accepted_at = @AcceptedAt, revoked_at = @RevokedAt, version = @Version
            WHERE id = @Id AND version = @Version - 1 AND accepted_at IS NULL AND revoked_at IS NULL
            """,
            InvitationRow.Of(invitation)));

    private async ValueTask<Account?> FindAsync(string condition, object values, CancellationToken cancellationToken) => await audits.Database.ReadAsync(
        async session => (await session.FindAsync<AccountRow>($"SELECT {AccountRow.Columns} FROM accounts WHERE {condition}", values))?.ToAccount(),
        cancellationToken);

    private async ValueTask<Invitation?> FindInvitationAsync(string condition, object values, CancellationToken cancellationToken) =>
        await audits.Database.ReadAsync(
            async session => (await session.FindAsync<InvitationRow>($"SELECT {InvitationRow.Columns} FROM invitations WHERE {condition}", values))?.ToInvitation(),
            cancellationToken);
}

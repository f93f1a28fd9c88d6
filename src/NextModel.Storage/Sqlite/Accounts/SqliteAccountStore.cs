using System.Data;
using Dapper;
using Microsoft.Data.Sqlite;
using NextModel.Accounts;
using NextModel.Audit;
using NextModel.Storage.Sqlite.Audit;
using NextModel.Storage.Sqlite.Tenancy;

namespace NextModel.Storage.Sqlite.Accounts;

/// <summary>Accounts and invitations in nextmodel.db, through its one writing connection.</summary>
public sealed class SqliteAccountStore(SqliteDatabase database, SqliteAuditStore audits) : IAccountStore
{
    public ValueTask<Account?> FindAsync(string id, CancellationToken cancellationToken) => FindAsync("id = @id", new { id });

    public ValueTask<Account?> FindByEmailAsync(string email, CancellationToken cancellationToken) => FindAsync("email = @email", new { email });

    public ValueTask<Account?> FindByIdentityAsync(string issuer, string subject, CancellationToken cancellationToken) => FindAsync(
        "id = (SELECT account FROM account_identities WHERE issuer = @issuer AND subject = @subject)", new { issuer, subject });

    public ValueTask<IReadOnlyList<Account>> ListAsync(CancellationToken cancellationToken)
    {
        using var reader = database.RentReader();
        var rows = reader.Connection.Query<AccountRow>($"SELECT {AccountRow.Columns} FROM accounts ORDER BY id");
        return ValueTask.FromResult<IReadOnlyList<Account>>([.. rows.Select(row => row.ToAccount())]);
    }

    public ValueTask<IReadOnlyList<string>> ListIssuersAsync(string accountId, CancellationToken cancellationToken)
    {
        using var reader = database.RentReader();
        return ValueTask.FromResult<IReadOnlyList<string>>(
            [.. reader.Connection.Query<string>("SELECT issuer FROM account_identities WHERE account = @accountId ORDER BY created_at", new { accountId })]);
    }

    public ValueTask UpdateAsync(Account account, AccountEffects effects, AuditDraft audit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(effects);
        ArgumentNullException.ThrowIfNull(audit);
        audits.Commit(audit, (writer, transaction) =>
        {
            Once(writer.Execute(
                """
                UPDATE accounts SET password_hash = @PasswordHash, password_changed_at = @PasswordChangedAt, totp = @Totp, disabled_at = @DisabledAt, version = @Version
                WHERE id = @Id AND version = @Version - 1
                """,
                AccountRow.Of(account), transaction), audit);
            Apply(writer, transaction, account.Id, effects, audit);
        });
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> TakeTotpStepAsync(string accountId, long step, CancellationToken cancellationToken)
    {
        lock (database.Gate)
        {
            return ValueTask.FromResult(database.Writer.Execute(
                "UPDATE accounts SET totp_step = @step WHERE id = @accountId AND totp_step < @step", new { accountId, step }) == 1);
        }
    }

    public ValueTask<bool> TakeRecoveryCodeAsync(string accountId, byte[] digest, AuditDraft audit, CancellationToken cancellationToken)
    {
        var taken = false;
        try
        {
            audits.Commit(audit, (writer, transaction) => taken = writer.Execute(
                "DELETE FROM account_recovery_codes WHERE account = @accountId AND digest = @digest", new { accountId, digest }, transaction) == 1
                ? true
                : throw new DBConcurrencyException("There is no such recovery code."));
        }
        catch (DBConcurrencyException)
        {
            // The entry went with the transaction.
        }

        return ValueTask.FromResult(taken);
    }

    public ValueTask<int> CountRecoveryCodesAsync(string accountId, CancellationToken cancellationToken)
    {
        using var reader = database.RentReader();
        return ValueTask.FromResult(reader.Connection.ExecuteScalar<int>("SELECT count(*) FROM account_recovery_codes WHERE account = @accountId", new { accountId }));
    }

    public ValueTask<ResetLink?> FindResetAsync(byte[] digest, CancellationToken cancellationToken)
    {
        using var reader = database.RentReader();
        var row = reader.Connection.QuerySingleOrDefault<(string Account, byte[] Digest, long Removes, long Expires)>(
            "SELECT account, digest, removes_second_factor, expires_at FROM account_resets WHERE digest = @digest", new { digest });
        return ValueTask.FromResult(row.Account is null ? null : new ResetLink(row.Account, row.Digest, row.Removes != 0, Moments.At(row.Expires)));
    }

    public ValueTask AddInvitationAsync(Invitation invitation, AuditDraft audit, CancellationToken cancellationToken)
    {
        audits.Commit(audit, (writer, transaction) => writer.Execute(
            """
            INSERT INTO invitations (organization, id, team, email, role, digest, invited_by, created_at, expires_at)
            VALUES (@OrganizationId, @Id, @TeamId, @Email, @Role, @Digest, @InvitedBy, @CreatedAt, @ExpiresAt)
            """,
            InvitationRow.Of(invitation), transaction));
        return ValueTask.CompletedTask;
    }

    public ValueTask UpdateInvitationAsync(Invitation invitation, AuditDraft audit, CancellationToken cancellationToken)
    {
        audits.Commit(audit, (writer, transaction) => Update(writer, transaction, invitation, audit));
        return ValueTask.CompletedTask;
    }

    public ValueTask<Invitation?> FindInvitationAsync(string id, CancellationToken cancellationToken) => FindInvitationAsync("id = @id", new { id });

    public ValueTask<Invitation?> FindInvitationByDigestAsync(byte[] digest, CancellationToken cancellationToken) => FindInvitationAsync("digest = @digest", new { digest });

    public ValueTask<IReadOnlyList<Invitation>> ListInvitationsAsync(CancellationToken cancellationToken)
    {
        using var reader = database.RentReader();
        var rows = reader.Connection.Query<InvitationRow>($"SELECT {InvitationRow.Columns} FROM invitations ORDER BY id");
        return ValueTask.FromResult<IReadOnlyList<Invitation>>([.. rows.Select(row => row.ToInvitation())]);
    }

    public ValueTask AcceptAsync(Acceptance acceptance, IReadOnlyList<AuditDraft> drafts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(acceptance);
        ArgumentNullException.ThrowIfNull(drafts);
        audits.Commit(drafts, (writer, transaction) =>
        {
            if (acceptance.IsNew)
            {
                writer.Execute(
                    """
                    INSERT INTO accounts (id, email, password_hash, password_changed_at, created_at) VALUES (@Id, @Email, @PasswordHash, @PasswordChangedAt, @CreatedAt)
                    """,
                    AccountRow.Of(acceptance.Account), transaction);
            }

            foreach (var invitation in acceptance.Invitations)
            {
                Update(writer, transaction, invitation, drafts[0]);
            }

            foreach (var member in acceptance.Joined)
            {
                writer.Execute(SqliteTenancyStore.InsertMember, SqliteTenancyStore.Values(member), transaction);
            }

            foreach (var member in acceptance.Bound)
            {
                Once(writer.Execute(SqliteTenancyStore.UpdateMember, SqliteTenancyStore.Values(member), transaction), drafts[0]);
            }

            if (acceptance.Identity is { } identity)
            {
                Add(writer, transaction, acceptance.Account.Id, identity, drafts[0]);
            }
        });
        return ValueTask.CompletedTask;
    }

    private static void Apply(SqliteConnection writer, SqliteTransaction transaction, string account, AccountEffects effects, AuditDraft audit)
    {
        if (effects.UsedReset is { } used)
        {
            Once(writer.Execute("DELETE FROM account_resets WHERE account = @account AND digest = @Digest", new { account, used.Digest }, transaction), audit);
        }

        if (effects.Reset is { } reset)
        {
            writer.Execute(
                "INSERT OR REPLACE INTO account_resets (account, digest, removes_second_factor, expires_at) VALUES (@account, @Digest, @RemovesSecondFactor, @expires)",
                new { account, reset.Digest, reset.RemovesSecondFactor, expires = reset.ExpiresAt.ToUnixTimeMilliseconds() }, transaction);
        }

        if (effects.EndsSessions)
        {
            writer.Execute(
                SqliteSessionStore.EndSessions, new { account, only = (string?)null, kept = effects.KeptSession, at = audit.At.ToUnixTimeMilliseconds() }, transaction);
        }

        if (effects.RecoveryCodes is { } codes)
        {
            writer.Execute("DELETE FROM account_recovery_codes WHERE account = @account", new { account }, transaction);
            writer.Execute(
                "INSERT INTO account_recovery_codes (account, digest) VALUES (@account, @digest)", codes.Select(digest => new { account, digest }), transaction);
        }

        if (effects.Identity is { } identity)
        {
            Add(writer, transaction, account, identity, audit);
        }
    }

    private static void Add(SqliteConnection writer, SqliteTransaction transaction, string account, ExternalIdentity identity, AuditDraft audit) => writer.Execute(
        "INSERT INTO account_identities (issuer, subject, account, created_at) VALUES (@Issuer, @Subject, @account, @at)",
        new { identity.Issuer, identity.Subject, account, at = audit.At.ToUnixTimeMilliseconds() }, transaction);

    private static void Update(SqliteConnection writer, SqliteTransaction transaction, Invitation invitation, AuditDraft audit) => Once(
        writer.Execute(
            """
            UPDATE invitations SET expires_at = @ExpiresAt, accepted_at = @AcceptedAt, revoked_at = @RevokedAt, version = @Version
            WHERE id = @Id AND version = @Version - 1 AND accepted_at IS NULL AND revoked_at IS NULL
            """,
            InvitationRow.Of(invitation), transaction), audit);

    // What changes is checked before, one change at a time; should a row not be as expected all the same, nothing is written.
    private static void Once(int rows, AuditDraft audit)
    {
        if (rows != 1)
        {
            throw new DBConcurrencyException($"What '{audit.Action}' of '{audit.Target}' was made from is not there any more.");
        }
    }

    private ValueTask<Account?> FindAsync(string condition, object values)
    {
        using var reader = database.RentReader();
        return ValueTask.FromResult(
            reader.Connection.QuerySingleOrDefault<AccountRow>($"SELECT {AccountRow.Columns} FROM accounts WHERE {condition}", values)?.ToAccount());
    }

    private ValueTask<Invitation?> FindInvitationAsync(string condition, object values)
    {
        using var reader = database.RentReader();
        return ValueTask.FromResult(
            reader.Connection.QuerySingleOrDefault<InvitationRow>($"SELECT {InvitationRow.Columns} FROM invitations WHERE {condition}", values)?.ToInvitation());
    }
}

using NextModel.Accounts;
using NextModel.Audit;
using NextModel.Identity;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>What every store must do about accounts and invitations: all of a change with its audit entries, or nothing; and what is used once is used once.</summary>
public abstract class AccountStoreConformance : IDisposable
{
    private static readonly DateTimeOffset Now = SampleTenant.Day;
    private static readonly Caller Sample = SampleTenant.Caller();

    private static readonly Account Ada = new("acc_1", "ada@example.com") { PasswordHash = "hash", PasswordChangedAt = Now, CreatedAt = Now };

    private static readonly Invitation Invited = new("inv_1", Sample.Organization.Id, Sample.Team.Id, Ada.Email, AccessRole.Viewer, Digest(1))
    {
        InvitedBy = "grace@example.com",
        CreatedAt = Now,
        ExpiresAt = Now.AddDays(7),
    };

    private static readonly Member Joined = new("mem_1", Sample.Organization.Id, Sample.Team.Id, Ada.Email, AccessRole.Viewer) { AccountId = Ada.Id, CreatedAt = Now };

    private readonly TemporaryDirectory _directory = new();

    protected string Directory => _directory.Path;

    private static AuditDraft Audit { get; } = new(AuditActor.CommandLine, "account.change", Ada.Id, "", Now);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Invitation Accepted => Invited with { AcceptedAt = Now, Version = 2 };

    /// <summary>Opens the store, as at a process start. Disposing it closes everything.</summary>
    protected abstract IOpenAccounts Open();

    public void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Accept_NewAccount_HasAccountMemberAndUsedInvitationAfterReopening()
    {
        using (await OpenAcceptedAsync())
        {
        }

        using var reopened = Open();
        (await reopened.Accounts.FindAsync(Ada.Id, Cancellation)).ShouldBe(Ada);
        (await reopened.Accounts.FindByEmailAsync(Ada.Email, Cancellation)).ShouldBe(Ada);
        (await reopened.Accounts.ListAsync(Cancellation)).ShouldBe([Ada]);
        Same((await reopened.Accounts.FindInvitationByDigestAsync(Digest(1), Cancellation))!, Accepted);
        Same((await reopened.Accounts.FindInvitationAsync(Invited.Id, Cancellation))!, Accepted);
        Same((await reopened.Accounts.ListInvitationsAsync(Cancellation)).ShouldHaveSingleItem(), Accepted);
        (await reopened.Tenancy.LoadAsync(Cancellation)).Members.ShouldHaveSingleItem().ShouldBe(Joined);
    }

    [Fact]
    public async Task Accept_MemberThatIsThere_IsBoundWithTheRoleAndKeepsItsId()
    {
        var before = Joined with { Id = "mem_2", AccountId = null, Role = AccessRole.Developer };
        var after = before with { AccountId = Ada.Id, Role = AccessRole.Viewer, Version = 2 };
        using var opened = await OpenInvitedAsync();
        await opened.Tenancy.AddMemberAsync(before, Audit, Cancellation);
        await opened.Accounts.AcceptAsync(new Acceptance(Ada, true, [Accepted], [], [after]), [Audit], Cancellation);

        (await opened.Tenancy.LoadAsync(Cancellation)).Members.ShouldHaveSingleItem().ShouldBe(after);
    }

    // Two browsers with one link, at one time.
    [Fact]
    public async Task Accept_InvitationThatWasUsed_ChangesNothing()
    {
        using var opened = await OpenAcceptedAsync();
        var other = new Account("acc_2", "other@example.com") { CreatedAt = Now };

        await Should.ThrowAsync<Exception>(async () => await opened.Accounts.AcceptAsync(
            new Acceptance(other, true, [Invited with { AcceptedAt = Now.AddDays(1), Version = 2 }], [Joined with { Id = "mem_2", Email = other.Email }], []), [Audit], Cancellation));
        await Should.ThrowAsync<Exception>(async () => await opened.Accounts.AcceptAsync(
            new Acceptance(other, true, [Accepted with { Version = 3 }], [], []), [Audit], Cancellation));

        (await opened.Accounts.ListAsync(Cancellation)).ShouldBe([Ada]);
        (await opened.Tenancy.LoadAsync(Cancellation)).Members.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Accept_AddressThatHasAnAccount_ChangesNothing()
    {
        using var opened = await OpenAcceptedAsync();
        var second = Invited with { Id = "inv_2", Digest = Digest(2), TeamId = null };
        await opened.Accounts.AddInvitationAsync(second, Audit, Cancellation);

        await Should.ThrowAsync<Exception>(async () => await opened.Accounts.AcceptAsync(
            new Acceptance(Ada with { Id = "acc_2" }, true, [second with { AcceptedAt = Now, Version = 2 }], [], []), [Audit], Cancellation));

        (await opened.Accounts.FindInvitationAsync(second.Id, Cancellation))!.AcceptedAt.ShouldBeNull();
    }

    [Fact]
    public async Task UpdateInvitation_Revoked_IsNotAcceptedAnyMore()
    {
        using var opened = await OpenInvitedAsync();
        await opened.Accounts.UpdateInvitationAsync(Invited with { RevokedAt = Now, Version = 2 }, Audit, Cancellation);

        await Should.ThrowAsync<Exception>(async () => await opened.Accounts.AcceptAsync(
            new Acceptance(Ada, true, [Invited with { RevokedAt = Now, AcceptedAt = Now, Version = 3 }], [], []), [Audit], Cancellation));

        (await opened.Accounts.ListAsync(Cancellation)).ShouldBeEmpty();
        (await opened.Accounts.FindInvitationAsync(Invited.Id, Cancellation))!.RevokedAt.ShouldBe(Now);
    }

    [Fact]
    public async Task Update_WithAllEffects_IsTheSameAfterReopening()
    {
        var after = Ada with { PasswordHash = "next", PasswordChangedAt = Now.AddDays(1), Totp = [1, 2, 3], DisabledAt = Now.AddDays(2), Version = 2 };
        var reset = new ResetLink(Ada.Id, Digest(5), true, Now.AddDays(1));
        var identity = new ExternalIdentity("https://login.example.com", "subject-1", Ada.Email, true);
        using (var opened = await OpenAcceptedAsync())
        {
            await opened.Accounts.UpdateAsync(after, new AccountEffects { RecoveryCodes = [Digest(6), Digest(7)], Reset = reset, Identity = identity }, Audit, Cancellation);
        }

        using var reopened = Open();
        var found = (await reopened.Accounts.FindByIdentityAsync(identity.Issuer, identity.Subject, Cancellation))!;
        found.Totp.ShouldBe(after.Totp);
        (found with { Totp = after.Totp }).ShouldBe(after);
        (await reopened.Accounts.ListIssuersAsync(Ada.Id, Cancellation)).ShouldBe([identity.Issuer]);
        (await reopened.Accounts.CountRecoveryCodesAsync(Ada.Id, Cancellation)).ShouldBe(2);
        var stored = (await reopened.Accounts.FindResetAsync(Digest(5), Cancellation))!;
        (stored with { Digest = reset.Digest }).ShouldBe(reset);
        (await reopened.Accounts.FindByIdentityAsync(identity.Issuer, "subject-2", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Update_FromAVersionThatIsGone_ChangesNothing()
    {
        using var opened = await OpenAcceptedAsync();
        await opened.Accounts.UpdateAsync(Ada with { PasswordHash = "first", Version = 2 }, AccountEffects.None, Audit, Cancellation);

        await Should.ThrowAsync<Exception>(async () => await opened.Accounts.UpdateAsync(
            Ada with { PasswordHash = "second", Version = 2 }, new AccountEffects { RecoveryCodes = [Digest(1)] }, Audit, Cancellation));

        (await opened.Accounts.FindAsync(Ada.Id, Cancellation))!.PasswordHash.ShouldBe("first");
        (await opened.Accounts.CountRecoveryCodesAsync(Ada.Id, Cancellation)).ShouldBe(0);
    }

    [Fact]
    public async Task Update_ResetLink_IsOneAtATimeAndUsedOnce()
    {
        using var opened = await OpenAcceptedAsync();
        var (first, second) = (new ResetLink(Ada.Id, Digest(1), false, Now), new ResetLink(Ada.Id, Digest(2), false, Now));
        await opened.Accounts.UpdateAsync(Ada with { Version = 2 }, new AccountEffects { Reset = first }, Audit, Cancellation);
        await opened.Accounts.UpdateAsync(Ada with { Version = 3 }, new AccountEffects { Reset = second }, Audit, Cancellation);
        (await opened.Accounts.FindResetAsync(Digest(1), Cancellation)).ShouldBeNull("another was made");

        await opened.Accounts.UpdateAsync(Ada with { Version = 4 }, new AccountEffects { UsedReset = second }, Audit, Cancellation);
        await Should.ThrowAsync<Exception>(async () => await opened.Accounts.UpdateAsync(
            Ada with { PasswordHash = "again", Version = 5 }, new AccountEffects { UsedReset = second }, Audit, Cancellation));

        (await opened.Accounts.FindAsync(Ada.Id, Cancellation))!.PasswordHash.ShouldBe(Ada.PasswordHash);
        (await opened.Accounts.FindResetAsync(Digest(2), Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Update_EndsSessions_AllButTheKeptOne()
    {
        using var opened = await OpenAcceptedAsync();
        foreach (var id in new[] { "ses_1", "ses_2", "ses_3" })
        {
            await opened.Sessions.AddAsync(
                new AccountSession(id, Digest(id[^1]), SignInMethod.Password, new SignInPlace("127.0.0.1", "127.0.0.0/24", "agent", "en"))
                {
                    AccountId = Ada.Id,
                    CreatedAt = Now,
                    LastSeenAt = Now,
                },
                Cancellation);
        }

        await opened.Accounts.UpdateAsync(Ada with { Version = 2 }, new AccountEffects { EndsSessions = true, KeptSession = "ses_2" }, Audit, Cancellation);
        (await opened.Sessions.ListAsync(Ada.Id, Cancellation)).ShouldHaveSingleItem().Id.ShouldBe("ses_2");
        await opened.Accounts.UpdateAsync(Ada with { Version = 3 }, new AccountEffects { EndsSessions = true }, Audit, Cancellation);
        (await opened.Sessions.ListAsync(Ada.Id, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task TakeTotpStep_TheSameOrAnEarlierOne_IsTakenOnce()
    {
        using var opened = await OpenAcceptedAsync();

        (await opened.Accounts.TakeTotpStepAsync(Ada.Id, 100, Cancellation)).ShouldBeTrue();
        (await opened.Accounts.TakeTotpStepAsync(Ada.Id, 100, Cancellation)).ShouldBeFalse();
        (await opened.Accounts.TakeTotpStepAsync(Ada.Id, 99, Cancellation)).ShouldBeFalse();
        (await opened.Accounts.TakeTotpStepAsync(Ada.Id, 101, Cancellation)).ShouldBeTrue();
        (await opened.Accounts.TakeTotpStepAsync("acc_gone", 1, Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task TakeRecoveryCode_ASecondTimeOrOfNobody_IsRefusedAndTheTrailIsSilent()
    {
        using var opened = await OpenAcceptedAsync();
        await opened.Accounts.UpdateAsync(Ada with { Version = 2 }, new AccountEffects { RecoveryCodes = [Digest(6), Digest(7)] }, Audit, Cancellation);

        (await opened.Accounts.TakeRecoveryCodeAsync(Ada.Id, Digest(6), Audit, Cancellation)).ShouldBeTrue();
        var entries = (await opened.Audits.ListAsync(new AuditQuery(100), Cancellation)).Count;
        (await opened.Accounts.TakeRecoveryCodeAsync(Ada.Id, Digest(6), Audit, Cancellation)).ShouldBeFalse();
        (await opened.Accounts.TakeRecoveryCodeAsync("acc_2", Digest(7), Audit, Cancellation)).ShouldBeFalse();

        (await opened.Audits.ListAsync(new AuditQuery(100), Cancellation)).Count.ShouldBe(entries);
        (await opened.Accounts.CountRecoveryCodesAsync(Ada.Id, Cancellation)).ShouldBe(1);
    }

    [Fact]
    public async Task Identity_OfTwoAccounts_IsRefused()
    {
        using var opened = await OpenAcceptedAsync();
        var identity = new ExternalIdentity("https://login.example.com", "subject-1", "", false);
        await opened.Accounts.UpdateAsync(Ada with { Version = 2 }, new AccountEffects { Identity = identity }, Audit, Cancellation);

        await Should.ThrowAsync<Exception>(async () => await opened.Accounts.AcceptAsync(
            new Acceptance(new Account("acc_2", "other@example.com") { CreatedAt = Now }, true, [], [], []) { Identity = identity }, [Audit], Cancellation));

        (await opened.Accounts.ListAsync(Cancellation)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Change_EntryThatCannotBeWritten_LeavesNoChange()
    {
        using var opened = await OpenInvitedAsync();
        opened.RefuseAuditEntries();

        await Should.ThrowAsync<Exception>(async () => await AcceptAsync(opened));
        await Should.ThrowAsync<Exception>(async () => await opened.Accounts.UpdateInvitationAsync(Invited with { RevokedAt = Now, Version = 2 }, Audit, Cancellation));
        await Should.ThrowAsync<Exception>(async () => await opened.Accounts.AddInvitationAsync(Invited with { Id = "inv_2", Digest = Digest(2) }, Audit, Cancellation));

        (await opened.Accounts.ListAsync(Cancellation)).ShouldBeEmpty();
        Same((await opened.Accounts.ListInvitationsAsync(Cancellation)).ShouldHaveSingleItem(), Invited);
        (await opened.Tenancy.LoadAsync(Cancellation)).Members.ShouldBeEmpty();
    }

    private static byte[] Digest(int value) => [.. Enumerable.Repeat((byte)value, 32)];

    private static void Same(Invitation actual, Invitation expected)
    {
        actual.Digest.ShouldBe(expected.Digest);
        (actual with { Digest = expected.Digest }).ShouldBe(expected);
    }

    private static ValueTask AcceptAsync(IOpenAccounts opened) =>
        opened.Accounts.AcceptAsync(new Acceptance(Ada, true, [Accepted], [Joined], []), [Audit, Audit], Cancellation);

    private async Task<IOpenAccounts> OpenInvitedAsync()
    {
        var opened = Open();
        await opened.Tenancy.AddOrganizationAsync(Sample.Organization, [1, 2, 3], Audit, Cancellation);
        await opened.Tenancy.AddTeamAsync(Sample.Team, Audit, Cancellation);
        await opened.Accounts.AddInvitationAsync(Invited, Audit, Cancellation);
        return opened;
    }

    private async Task<IOpenAccounts> OpenAcceptedAsync()
    {
        var opened = await OpenInvitedAsync();
        await AcceptAsync(opened);
        return opened;
    }
}

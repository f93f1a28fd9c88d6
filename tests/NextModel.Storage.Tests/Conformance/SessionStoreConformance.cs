using NextModel.Accounts;
using NextModel.Audit;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>What every store must do about sessions and attempts to sign in: they outlive the process, and no attempt goes uncounted.</summary>
public abstract class SessionStoreConformance : IDisposable
{
    private static readonly DateTimeOffset Now = SampleTenant.Day;
    private static readonly AttemptRule Rule = new("somebody", "192.0.2.0/24", 2, TimeSpan.FromMinutes(15), TimeSpan.FromHours(1));

    private readonly TemporaryDirectory _directory = new();

    protected string Directory => _directory.Path;

    private static AuditDraft Audit { get; } = new(AuditActor.CommandLine, "account.sign_out", "acc_1", "", Now);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Opens the store, as at a process start. Disposing it closes everything.</summary>
    protected abstract IOpenAccounts Open();

    public void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Find_AfterReopening_IsWhatWasAdded()
    {
        var (own, pending, operators) = (Sample(1), Sample(2) with { IsPending = true }, Sample(3) with { AccountId = null, ManagementKeyId = "mkey_1" });
        using (var opened = Open())
        {
            await opened.Sessions.AddAsync(own, Cancellation);
            await opened.Sessions.AddAsync(pending, Cancellation);
            await opened.Sessions.AddAsync(operators, Cancellation);
        }

        using var reopened = Open();
        foreach (var session in new[] { own, pending, operators })
        {
            var found = (await reopened.Sessions.FindAsync(session.Digest, Cancellation))!;
            (found with { Digest = session.Digest }).ShouldBe(session);
        }

        (await reopened.Sessions.FindAsync(Digest(9), Cancellation)).ShouldBeNull();
        (await reopened.Sessions.ListAsync("acc_1", Cancellation)).Select(s => s.Id).ShouldBe(["ses_2", "ses_1"]);
    }

    [Fact]
    public async Task End_Once_KeepsTheFirstTime()
    {
        using var opened = Open();
        await opened.Sessions.AddAsync(Sample(1), Cancellation);

        await opened.Sessions.EndAsync("ses_1", Now.AddMinutes(1), Cancellation);
        await opened.Sessions.EndAsync("ses_1", Now.AddMinutes(2), Cancellation);

        (await opened.Sessions.FindAsync(Digest(1), Cancellation))!.EndedAt.ShouldBe(Now.AddMinutes(1));
        (await opened.Sessions.ListAsync("acc_1", Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task EndAll_OnlyOneOrAllButOne_EndsThoseOfTheAccount()
    {
        using var opened = Open();
        foreach (var session in new[] { Sample(1), Sample(2), Sample(3), Sample(4) with { AccountId = "acc_2" } })
        {
            await opened.Sessions.AddAsync(session, Cancellation);
        }

        await opened.Sessions.EndAllAsync("acc_1", "ses_1", null, Now, Audit, Cancellation);
        (await opened.Sessions.ListAsync("acc_1", Cancellation)).Select(s => s.Id).ShouldBe(["ses_3", "ses_2"]);
        await opened.Sessions.EndAllAsync("acc_1", "ses_4", null, Now, Audit, Cancellation);
        (await opened.Sessions.ListAsync("acc_2", Cancellation)).Count.ShouldBe(1, "another account's session is not theirs to end");
        await opened.Sessions.EndAllAsync("acc_1", null, "ses_2", Now, Audit, Cancellation);
        (await opened.Sessions.ListAsync("acc_1", Cancellation)).Select(s => s.Id).ShouldBe(["ses_2"]);
        await opened.Sessions.EndAllAsync("acc_1", null, null, Now, Audit, Cancellation);
        (await opened.Sessions.ListAsync("acc_1", Cancellation)).ShouldBeEmpty();
        (await opened.Audits.ListAsync(new AuditQuery(100), Cancellation)).Count.ShouldBe(4);
    }

    [Fact]
    public async Task Touch_EarlierAfterLater_TheLaterStays()
    {
        using var opened = Open();
        await opened.Sessions.AddAsync(Sample(1), Cancellation);

        await opened.Sessions.TouchAsync("ses_1", Now.AddMinutes(9), Cancellation);
        await opened.Sessions.TouchAsync("ses_1", Now.AddMinutes(3), Cancellation);

        (await opened.Sessions.FindAsync(Digest(1), Cancellation))!.LastSeenAt.ShouldBe(Now.AddMinutes(9));
    }

    [Fact]
    public async Task HasSignedInFrom_PendingOrAnotherNetwork_DoesNotCount()
    {
        using var opened = Open();
        await opened.Sessions.AddAsync(Sample(1) with { IsPending = true }, Cancellation);
        (await opened.Sessions.HasSignedInFromAsync("acc_1", "192.0.2.0/24", Cancellation)).ShouldBeFalse();

        await opened.Sessions.AddAsync(Sample(2), Cancellation);
        (await opened.Sessions.HasSignedInFromAsync("acc_1", "192.0.2.0/24", Cancellation)).ShouldBeTrue();
        (await opened.Sessions.HasSignedInFromAsync("acc_1", "198.51.100.0/24", Cancellation)).ShouldBeFalse();
        (await opened.Sessions.HasSignedInFromAsync("acc_2", "192.0.2.0/24", Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task TryAttempt_AfterTheFreeOnes_WaitsTwiceAsLongEachTimeAlsoAfterReopening()
    {
        using (var opened = Open())
        {
            (await opened.Sessions.TryAttemptAsync([Rule], Now, Cancellation)).ShouldBe(TimeSpan.Zero);
            (await opened.Sessions.TryAttemptAsync([Rule], Now, Cancellation)).ShouldBe(TimeSpan.Zero);
            (await opened.Sessions.TryAttemptAsync([Rule], Now, Cancellation)).ShouldBe(TimeSpan.FromMinutes(1));
        }

        using var reopened = Open();
        (await reopened.Sessions.TryAttemptAsync([Rule], Now.AddSeconds(59), Cancellation)).ShouldBe(TimeSpan.FromSeconds(1));
        (await reopened.Sessions.TryAttemptAsync([Rule], Now.AddSeconds(60), Cancellation)).ShouldBe(TimeSpan.Zero);
        (await reopened.Sessions.TryAttemptAsync([Rule], Now.AddSeconds(60), Cancellation)).ShouldBe(TimeSpan.FromMinutes(2));
        (await reopened.Sessions.TryAttemptAsync([Rule], Now.AddHours(2), Cancellation)).ShouldBe(TimeSpan.Zero, "old attempts do not count");
    }

    [Fact]
    public async Task TryAttempt_OneRuleSaysWait_NoneIsCounted()
    {
        using var opened = Open();
        var wide = Rule with { Subject = "", Free = 3 };
        await opened.Sessions.TryAttemptAsync([Rule], Now, Cancellation);
        await opened.Sessions.TryAttemptAsync([Rule], Now, Cancellation);

        for (var i = 0; i < 5; i++)
        {
            (await opened.Sessions.TryAttemptAsync([wide, Rule], Now, Cancellation)).ShouldBe(TimeSpan.FromMinutes(1));
        }

        for (var i = 0; i < 3; i++)
        {
            (await opened.Sessions.TryAttemptAsync([wide], Now, Cancellation)).ShouldBe(TimeSpan.Zero, "those that were held did not count");
        }

        (await opened.Sessions.TryAttemptAsync([wide], Now, Cancellation)).ShouldBe(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task ForgetAttempts_AllOfSomeAndTheLastOfOthers()
    {
        using var opened = Open();
        var other = Rule with { Network = "198.51.100.0/24" };
        for (var i = 0; i < 2; i++)
        {
            await opened.Sessions.TryAttemptAsync([Rule, other], Now, Cancellation);
        }

        await opened.Sessions.ForgetAttemptsAsync([Rule], [other], Cancellation);

        (await opened.Sessions.TryAttemptAsync([other], Now, Cancellation)).ShouldBe(TimeSpan.Zero);
        (await opened.Sessions.TryAttemptAsync([other], Now, Cancellation)).ShouldBe(TimeSpan.FromMinutes(1));
        (await opened.Sessions.TryAttemptAsync([Rule], Now, Cancellation)).ShouldBe(TimeSpan.Zero);
        (await opened.Sessions.TryAttemptAsync([Rule], Now, Cancellation)).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public async Task Sweep_OldOnes_AreGoneAndOthersStay()
    {
        using var opened = Open();
        await opened.Sessions.AddAsync(Sample(1), Cancellation);
        await opened.Sessions.AddAsync(Sample(2) with { LastSeenAt = Now.AddDays(1) }, Cancellation);
        await opened.Sessions.TryAttemptAsync([Rule with { Free = 1 }], Now, Cancellation);

        await opened.Sessions.SweepAsync(Now.AddHours(1), Now.AddHours(1), Cancellation);

        (await opened.Sessions.ListAsync("acc_1", Cancellation)).ShouldHaveSingleItem().Id.ShouldBe("ses_2");
        (await opened.Sessions.TryAttemptAsync([Rule with { Free = 1 }], Now, Cancellation)).ShouldBe(TimeSpan.Zero);
    }

    private static byte[] Digest(int value) => [.. Enumerable.Repeat((byte)value, 32)];

    private static AccountSession Sample(int number) => new(
        $"ses_{number}", Digest(number), SignInMethod.SecondFactor, new SignInPlace("192.0.2.7", "192.0.2.0/24", "a browser", "ms-MY"))
    {
        AccountId = "acc_1",
        CreatedAt = Now.AddSeconds(number),
        LastSeenAt = Now.AddSeconds(number),
    };
}

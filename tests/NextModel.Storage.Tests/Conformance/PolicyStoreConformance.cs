using NextModel.Audit;
using NextModel.Policies;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>What every store must do about policies: one in force for each scope, every version kept for ever, and no change without its audit entry.</summary>
public abstract class PolicyStoreConformance : IDisposable
{
    private static readonly DateTimeOffset Now = SampleTenant.Day;

    private readonly TemporaryDirectory _directory = new();

    protected string Directory => _directory.Path;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Opens the store, as at a process start. Disposing it closes everything.</summary>
    protected abstract IOpenPolicies Open();

    public void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Load_AfterReopening_IsTheNewestVersionOfEachInForce()
    {
        var (changed, kept, retired) = (Policy("team_1"), Policy("proj_1", PolicyScope.Project), Policy("key_1", PolicyScope.Key));
        using (var opened = Open())
        {
            foreach (var policy in new[] { changed, kept, retired })
            {
                await opened.Policies.PutAsync(policy, Audit(policy), Cancellation);
            }

            await opened.Policies.PutAsync(Next(changed), Audit(changed), Cancellation);
            await opened.Policies.RetireAsync(retired, Now, Audit(retired), Cancellation);
        }

        using var reopened = Open();

        (await reopened.Policies.LoadAsync(Cancellation)).ShouldBe([Next(changed), kept], ignoreOrder: true);
    }

    [Fact]
    public async Task ReadVersions_AlsoOfOneThatIsRetired_AreAllNewestFirstInPages()
    {
        var first = Policy("team_1");
        var (second, third) = (Next(first), Next(Next(first)));
        using var opened = Open();
        foreach (var version in new[] { first, second, third })
        {
            await opened.Policies.PutAsync(version, Audit(version), Cancellation);
        }

        await opened.Policies.RetireAsync(third, Now, Audit(third), Cancellation);

        (await opened.Policies.ReadVersionsAsync(first.Id, null, 10, Cancellation)).ShouldBe([third, second, first]);
        (await opened.Policies.ReadVersionsAsync(first.Id, null, 2, Cancellation)).ShouldBe([third, second]);
        (await opened.Policies.ReadVersionsAsync(first.Id, 2, 10, Cancellation)).ShouldBe([first]);
        (await opened.Policies.ReadVersionsAsync(first.Id, 1, 10, Cancellation)).ShouldBeEmpty();
        (await opened.Policies.ReadVersionsAsync(Guid.NewGuid(), null, 10, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Put_ScopeThatHasAPolicyInForce_IsRefusedAndOneWhoseWasRetiredIsNot()
    {
        var (first, second) = (Policy("team_1"), Policy("team_1"));
        using var opened = Open();
        await opened.Policies.PutAsync(first, Audit(first), Cancellation);
        await Should.ThrowAsync<Exception>(async () => await opened.Policies.PutAsync(second, Audit(second), Cancellation));
        (await opened.Policies.LoadAsync(Cancellation)).ShouldBe([first]);

        await opened.Policies.RetireAsync(first, Now, Audit(first), Cancellation);
        await opened.Policies.PutAsync(second, Audit(second), Cancellation);

        (await opened.Policies.LoadAsync(Cancellation)).ShouldBe([second]);
        (await opened.Policies.ReadVersionsAsync(first.Id, null, 10, Cancellation)).ShouldBe([first]);
    }

    // Receipts name versions: one that was written says the same for ever.
    [Fact]
    public async Task Put_VersionThatThereIs_IsRefusedAndStaysAsItWas()
    {
        var policy = Policy("team_1");
        using var opened = Open();
        await opened.Policies.PutAsync(policy, Audit(policy), Cancellation);

        await Should.ThrowAsync<Exception>(async () => await opened.Policies.PutAsync(policy with { Text = "policy: 1 # another" }, Audit(policy), Cancellation));

        (await opened.Policies.ReadVersionsAsync(policy.Id, null, 10, Cancellation)).ShouldBe([policy]);
    }

    [Fact]
    public async Task Put_EntryThatCannotBeWritten_LeavesNoChange()
    {
        var policy = Policy("team_1");
        using var opened = Open();
        await opened.Policies.PutAsync(policy, Audit(policy), Cancellation);
        (await opened.Audits.ListAsync(new AuditQuery(10), Cancellation)).ShouldHaveSingleItem().Body.ShouldContain(policy.WireId);
        opened.RefuseAuditEntries();

        await Should.ThrowAsync<Exception>(async () => await opened.Policies.PutAsync(Next(policy), Audit(policy), Cancellation));
        await Should.ThrowAsync<Exception>(async () => await opened.Policies.RetireAsync(policy, Now, Audit(policy), Cancellation));

        (await opened.Policies.LoadAsync(Cancellation)).ShouldBe([policy]);
        (await opened.Policies.ReadVersionsAsync(policy.Id, null, 10, Cancellation)).ShouldBe([policy]);
    }

    private static Policy Policy(string scopeId, PolicyScope scope = PolicyScope.Team) => new()
    {
        Id = Guid.NewGuid(),
        OrganizationId = SampleTenant.Caller().Organization.Id,
        Scope = scope,
        ScopeId = scopeId,
        Version = 1,
        Text = "policy: 1\n# ä, '\" and \\\n",
        UpdatedAt = Now,
    };

    private static Policy Next(Policy policy) => policy with
    {
        Version = policy.Version + 1,
        Text = policy.Text + "# again\n",
        UpdatedAt = policy.UpdatedAt.AddMilliseconds(1),
    };

    private static AuditDraft Audit(Policy policy) => new(AuditActor.CommandLine, "policy.change", policy.WireId, policy.OrganizationId, Now);
}

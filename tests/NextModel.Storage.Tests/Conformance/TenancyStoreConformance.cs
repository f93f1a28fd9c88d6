using NextModel.Audit;
using NextModel.Identity;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>What every store must do about the tenancy: give back what was put in, change only what was not changed meanwhile, and nothing without its audit entry.</summary>
public abstract class TenancyStoreConformance : IDisposable
{
    private static readonly DateTimeOffset Now = SampleTenant.Day;
    private static readonly Caller Sample = SampleTenant.Caller();

    private static readonly Member Somebody = new("mem_1", Sample.Organization.Id, Sample.Team.Id, "ada@example.com", AccessRole.Developer) { CreatedAt = Now };

    private static readonly ManagementKey Management = new(
        "mk_1", Sample.Organization.Id, null, "robot", "nm_mk_Ab3", [.. Enumerable.Repeat((byte)7, 32)], AccessRole.Admin)
    {
        CreatedAt = Now,
        ExpiresAt = Now.AddDays(1),
        MemberId = Somebody.Id,
    };

    private readonly TemporaryDirectory _directory = new();

    protected string Directory => _directory.Path;

    private static AuditDraft Audit { get; } = new(AuditActor.CommandLine, "x.change", "x_1", Sample.Organization.Id, Now);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Opens the store, as at a process start. Disposing it closes everything.</summary>
    protected abstract IOpenTenancy Open();

    public void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Load_WhatWasAdded_IsTheSameAfterReopening()
    {
        using (await OpenFilledAsync())
        {
        }

        using var reopened = Open();
        var records = await reopened.Tenancy.LoadAsync(Cancellation);

        var (organization, key) = records.Organizations.ShouldHaveSingleItem();
        organization.ShouldBe(Sample.Organization);
        key.ShouldBe([1, 2, 3]);
        records.Teams.ShouldHaveSingleItem().ShouldBe(Sample.Team);
        Same(records.Projects.ShouldHaveSingleItem(), Sample.Project);
        Same(records.Keys.ShouldHaveSingleItem(), Sample.Key);
        records.Members.ShouldHaveSingleItem().ShouldBe(Somebody);
        Same(records.ManagementKeys.ShouldHaveSingleItem(), Management);
    }

    [Fact]
    public async Task Update_EveryKind_ReplacesWhatMayChange()
    {
        var cache = new ProjectCache(false, TimeSpan.FromMinutes(5), 10, 20, ["a", "\"b\""]);
        var project = Sample.Project with { Name = "p", Cache = cache, ArchivedAt = Now, Version = 2 };
        var key = Sample.Key with
        {
            Name = "k",
            Digest = [.. Enumerable.Repeat((byte)9, 32)],
            Environment = "e",
            Workload = "w",
            ExpiresAt = Now,
            RevokedAt = Now.AddMilliseconds(1),
            PreviousDigest = new byte[32],
            PreviousUntil = Now.AddDays(2),
            Version = 2,
        };
        var management = Management with { Name = "m", ExpiresAt = null, RevokedAt = Now, Version = 2 };
        using (var opened = await OpenFilledAsync())
        {
            await opened.Tenancy.UpdateOrganizationAsync(Sample.Organization with { Name = "o", ArchivedAt = Now, Version = 2 }, Audit, Cancellation);
            await opened.Tenancy.UpdateTeamAsync(Sample.Team with { Name = "t", ArchivedAt = Now, Version = 2 }, Audit, Cancellation);
            await opened.Tenancy.UpdateProjectAsync(project, Audit, Cancellation);
            await opened.Tenancy.UpdateKeyAsync(key, Audit, Cancellation);
            await opened.Tenancy.UpdateMemberAsync(Somebody with { Role = AccessRole.Viewer, AccountId = "acc_1", Version = 2 }, Audit, Cancellation);
            await opened.Tenancy.UpdateManagementKeyAsync(management, Audit, Cancellation);
        }

        using var reopened = Open();
        var records = await reopened.Tenancy.LoadAsync(Cancellation);
        records.Organizations.Single().Organization.ShouldBe(Sample.Organization with { Name = "o", ArchivedAt = Now, Version = 2 });
        records.Teams.Single().ShouldBe(Sample.Team with { Name = "t", ArchivedAt = Now, Version = 2 });
        Same(records.Projects.Single(), project);
        Same(records.Keys.Single(), key);
        records.Members.Single().ShouldBe(Somebody with { Role = AccessRole.Viewer, AccountId = "acc_1", Version = 2 });
        Same(records.ManagementKeys.Single(), management);
    }

    // Two editors that both saw version 1: the second is told, whatever the caller has checked before.
    [Fact]
    public async Task Update_FromAVersionThatIsGone_IsRefusedAndChangesNothing()
    {
        using var opened = await OpenFilledAsync();
        await opened.Tenancy.UpdateTeamAsync(Sample.Team with { Name = "first", Version = 2 }, Audit, Cancellation);

        await Should.ThrowAsync<Exception>(async () => await opened.Tenancy.UpdateTeamAsync(Sample.Team with { Name = "second", Version = 2 }, Audit, Cancellation));
        await Should.ThrowAsync<Exception>(async () => await opened.Tenancy.RemoveMemberAsync(Somebody with { Version = 7 }, Audit, Cancellation));

        var records = await opened.Tenancy.LoadAsync(Cancellation);
        records.Teams.Single().Name.ShouldBe("first");
        records.Members.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Add_NameOrDigestThatThereIs_IsRefused()
    {
        using var opened = await OpenFilledAsync();

        await Should.ThrowAsync<Exception>(async () => await opened.Tenancy.AddOrganizationAsync(Sample.Organization with { Id = "org_2" }, [1], Audit, Cancellation));
        await Should.ThrowAsync<Exception>(async () => await opened.Tenancy.AddKeyAsync(Sample.Key with { Id = "key_2" }, Audit, Cancellation));

        var records = await opened.Tenancy.LoadAsync(Cancellation);
        (records.Organizations.Count, records.Keys.Count).ShouldBe((1, 1));
    }

    [Fact]
    public async Task TouchKeys_EarlierAfterLater_TheLaterStaysAndTheTrailIsSilent()
    {
        using var opened = await OpenFilledAsync();
        var before = (await opened.Audits.ListAsync(new AuditQuery(100), Cancellation)).Count;

        await TouchAsync(Now.AddMinutes(5));
        await TouchAsync(Now);

        var records = await opened.Tenancy.LoadAsync(Cancellation);
        (records.Keys.Single().LastUsedAt, records.ManagementKeys.Single().LastUsedAt).ShouldBe((Now.AddMinutes(5), Now.AddMinutes(5)));
        (await opened.Audits.ListAsync(new AuditQuery(100), Cancellation)).Count.ShouldBe(before);

        ValueTask TouchAsync(DateTimeOffset at) => opened.Tenancy.TouchKeysAsync(
            new Dictionary<string, DateTimeOffset> { [Sample.Key.Id] = at, [Management.Id] = at, ["key_gone"] = at }, Cancellation);
    }

    [Fact]
    public async Task Change_EntryThatCannotBeWritten_LeavesNoChange()
    {
        using var opened = await OpenFilledAsync();
        opened.RefuseAuditEntries();

        await Should.ThrowAsync<Exception>(async () => await opened.Tenancy.UpdateKeyAsync(Sample.Key with { RevokedAt = Now, Version = 2 }, Audit, Cancellation));
        await Should.ThrowAsync<Exception>(async () => await opened.Tenancy.RemoveMemberAsync(Somebody, Audit, Cancellation));
        await Should.ThrowAsync<Exception>(async () => await opened.Tenancy.AddTeamAsync(Sample.Team with { Id = "team_2", Name = "two" }, Audit, Cancellation));

        var records = await opened.Tenancy.LoadAsync(Cancellation);
        Same(records.Keys.Single(), Sample.Key);
        records.Members.Count.ShouldBe(1);
        records.Teams.Count.ShouldBe(1);
    }

    // Records that hold lists are equal when what the lists hold is.
    private static void Same(Project actual, Project expected)
    {
        actual.Cache.IgnoredMetadata.ShouldBe(expected.Cache.IgnoredMetadata);
        (actual with { Cache = expected.Cache }).ShouldBe(expected);
        (actual.Cache with { IgnoredMetadata = expected.Cache.IgnoredMetadata }).ShouldBe(expected.Cache);
    }

    private static void Same(ApiKey actual, ApiKey expected)
    {
        actual.Digest.ShouldBe(expected.Digest);
        actual.PreviousDigest.ShouldBe(expected.PreviousDigest);
        (actual with { Digest = expected.Digest, PreviousDigest = expected.PreviousDigest }).ShouldBe(expected);
    }

    private static void Same(ManagementKey actual, ManagementKey expected)
    {
        actual.Digest.ShouldBe(expected.Digest);
        (actual with { Digest = expected.Digest }).ShouldBe(expected);
    }

    private async Task<IOpenTenancy> OpenFilledAsync()
    {
        var opened = Open();
        await opened.Tenancy.AddOrganizationAsync(Sample.Organization, [1, 2, 3], Audit, Cancellation);
        await opened.Tenancy.AddTeamAsync(Sample.Team, Audit, Cancellation);
        await opened.Tenancy.AddProjectAsync(Sample.Project, Audit, Cancellation);
        await opened.Tenancy.AddKeyAsync(Sample.Key, Audit, Cancellation);
        await opened.Tenancy.AddMemberAsync(Somebody, Audit, Cancellation);
        await opened.Tenancy.AddManagementKeyAsync(Management, Audit, Cancellation);
        return opened;
    }
}

using NextModel.Audit;
using NextModel.Identity;
using NextModel.Reporting.Reconciliation;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>What every store must do about runs: give back what was put in, keep organizations apart, and know which files nobody has any more.</summary>
public abstract class ReconciliationStoreConformance : IDisposable
{
    private static readonly DateTimeOffset Now = SampleTenant.Day;

    private readonly TemporaryDirectory _directory = new();

    protected string Directory => _directory.Path;

    private static AuditDraft Audit { get; } = new(AuditActor.CommandLine, "reconciliation.create", "rec_1", "org_1", Now);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Opens the store, as at a process start. Disposing it closes everything.</summary>
    protected abstract IOpenReconciliations Open();

    public void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Find_WhatWasAdded_IsTheSameAfterReopening()
    {
        var run = Run(1, "org_1", "aa", "f1", "f2");
        using (var opened = await OpenWithAsync())
        {
            await opened.Reconciliations.AddAsync(run, Audit, Cancellation);
        }

        using var reopened = Open();
        var found = await reopened.Reconciliations.FindAsync(run.Id, Cancellation);

        found.ShouldNotBeNull().Files.ShouldBe(run.Files);
        (found with { Files = run.Files }).ShouldBe(run);
        (await reopened.Reconciliations.FindAsync(Id(2), Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task List_Pages_AreNewestFirstAndOfOneOrganization()
    {
        using var opened = await OpenWithAsync(
            Run(1, "org_1", "aa", "f"), Run(2, "org_2", "aa", "f"), Run(3, "org_1", "bb", "f"), Run(4, "org_1", "cc", "f"));
        var first = await opened.Reconciliations.ListAsync("org_1", null, 2, Cancellation);
        var second = await opened.Reconciliations.ListAsync("org_1", first[^1].Id, 2, Cancellation);

        first.Select(run => run.Id).ShouldBe([Id(4), Id(3)]);
        second.Select(run => run.Id).ShouldBe([Id(1)]);
    }

    [Fact]
    public async Task FindByReportAndHasFile_OtherOrganization_FindNothing()
    {
        using var opened = await OpenWithAsync(Run(1, "org_1", "aa", "f1"));

        (await opened.Reconciliations.FindByReportAsync("org_1", "aa", Cancellation)).ShouldNotBeNull();
        (await opened.Reconciliations.FindByReportAsync("org_2", "aa", Cancellation)).ShouldBeNull();
        (await opened.Reconciliations.HasFileAsync("org_1", "openai", "f1", Cancellation)).ShouldBeTrue();
        (await opened.Reconciliations.HasFileAsync("org_1", "deepseek", "f1", Cancellation)).ShouldBeFalse();
        (await opened.Reconciliations.HasFileAsync("org_2", "openai", "f1", Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task Delete_Run_GivesTheFilesThatNoOtherRunOfTheOrganizationHas()
    {
        using var opened = await OpenWithAsync(Run(1, "org_1", "aa", "f1", "f2"), Run(2, "org_1", "bb", "f2"), Run(3, "org_2", "aa", "f1"));

        (await opened.Reconciliations.DeleteAsync("org_1", Id(1), Audit, Cancellation)).ShouldBe(["f1"]);
        (await opened.Reconciliations.FindAsync(Id(1), Cancellation)).ShouldBeNull();
        (await opened.Reconciliations.HasFileAsync("org_1", "openai", "f2", Cancellation)).ShouldBeTrue();
        (await opened.Reconciliations.FindAsync(Id(3), Cancellation)).ShouldNotBeNull().Files.Count.ShouldBe(1);

        // Only within the organization that was named.
        await opened.Reconciliations.DeleteAsync("org_1", Id(3), Audit, Cancellation);
        (await opened.Reconciliations.FindAsync(Id(3), Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Add_AuditEntryRefused_AddsNothing()
    {
        using var opened = await OpenWithAsync();
        opened.RefuseAuditEntries();

        await Should.ThrowAsync<Exception>(async () => await opened.Reconciliations.AddAsync(Run(1, "org_1", "aa", "f1"), Audit, Cancellation));
        (await opened.Reconciliations.FindAsync(Id(1), Cancellation)).ShouldBeNull();
        (await opened.Reconciliations.HasFileAsync("org_1", "openai", "f1", Cancellation)).ShouldBeFalse();
    }

    private static Guid Id(byte number) => new([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, number], bigEndian: true);

    private static StoredReconciliation Run(byte number, string organization, string report, params string[] files) => new(
        Id(number), organization, "openai", "reconciled", Now, report, "{}", [.. files.Select(file => new StoredFile(file + ".csv", file))]);

    private async Task<IOpenReconciliations> OpenWithAsync(params StoredReconciliation[] runs)
    {
        var opened = Open();
        await opened.AddAsync(new Organization("org_1", "one", "USD"));
        await opened.AddAsync(new Organization("org_2", "two", "USD"));
        foreach (var run in runs)
        {
            await opened.Reconciliations.AddAsync(run, Audit, Cancellation);
        }

        return opened;
    }
}

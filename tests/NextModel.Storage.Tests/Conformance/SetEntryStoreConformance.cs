using System.Data.Common;
using NextModel.Audit;
using NextModel.Catalog;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>What every store must do about set models and sources: keep all of them, in order, each with its audit entry or not at all.</summary>
public abstract class SetEntryStoreConformance : IDisposable
{
    private static readonly DateTimeOffset Now = SampleTenant.Day;

    private readonly TemporaryDirectory _directory = new();

    protected string Directory => _directory.Path;

    private static AuditDraft Audit { get; } = new(AuditActor.CommandLine, "model.set", "ent_1", "", Now);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Opens the store, as at a process start. Disposing it closes everything.</summary>
    protected abstract IOpenEntries Open();

    public void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Load_WhatWasAddedAndWithdrawn_IsTheSameAfterReopening()
    {
        var first = Entry(1, SetEntryKind.Source, "{\"base_url\":\"http://127.0.0.1:9/v1\"}") with { SealedKey = [1, 2, 0, 255], KeyLastFour = "4711" };
        var second = Entry(2, SetEntryKind.Source, null);
        var third = Entry(1, SetEntryKind.Model, "{}");
        using (var opened = Open())
        {
            await opened.Entries.AddAsync(first, Audit, Cancellation);
            await opened.Entries.AddAsync(second, Audit, Cancellation);
            await opened.Entries.AddAsync(third, Audit, Cancellation);
            await opened.Entries.WithdrawAsync(second with { WithdrawnAt = Now.AddHours(1) }, Audit, Cancellation);
        }

        using var reopened = Open();
        var loaded = await reopened.Entries.LoadAsync(Cancellation);
        loaded[0].SealedKey.ShouldBe(first.SealedKey);
        loaded.Select(entry => entry with { SealedKey = null }).ShouldBe([first with { SealedKey = null }, second with { WithdrawnAt = Now.AddHours(1) }, third]);
    }

    [Fact]
    public async Task Add_VersionThatIsThere_IsRefused()
    {
        using var opened = Open();
        await opened.Entries.AddAsync(Entry(1, SetEntryKind.Model, "{}"), Audit, Cancellation);

        await Should.ThrowAsync<Exception>(async () => await opened.Entries.AddAsync(
            Entry(1, SetEntryKind.Model, "{}") with { Id = Guid.CreateVersion7(Now) }, Audit, Cancellation));

        (await opened.Entries.LoadAsync(Cancellation)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Add_AuditEntryThatCannotBeWritten_AddsNothing()
    {
        using var opened = Open();
        opened.RefuseAuditEntries();

        await Should.ThrowAsync<DbException>(async () => await opened.Entries.AddAsync(Entry(1, SetEntryKind.Model, "{}"), Audit, Cancellation));

        (await opened.Entries.LoadAsync(Cancellation)).ShouldBeEmpty();
    }

    private static SetEntry Entry(long version, SetEntryKind kind, string? document) => new()
    {
        Id = Guid.CreateVersion7(Now.AddMinutes(version + (kind == SetEntryKind.Model ? 10 : 0))),
        Kind = kind,
        Name = "mine",
        Version = version,
        EffectiveFrom = Now.AddDays(1),
        SetAt = Now,
        SetBy = "operator",
        Document = document,
    };
}

using System.Data.Common;
using NextModel.Audit;
using NextModel.Catalog;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>What every store must do about set prices: keep all of them, in order, each with its audit entry or not at all.</summary>
public abstract class PriceStoreConformance : IDisposable
{
    private static readonly DateTimeOffset Now = SampleTenant.Day;

    private readonly TemporaryDirectory _directory = new();

    protected string Directory => _directory.Path;

    private static AuditDraft Audit { get; } = new(AuditActor.CommandLine, "price.set", "prc_1", "", Now);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Opens the store, as at a process start. Disposing it closes everything.</summary>
    protected abstract IOpenPrices Open();

    public void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Load_WhatWasAddedAndWithdrawn_IsTheSameAfterReopening()
    {
        var (first, second) = (Price(1, "{\"currency\":\"CNY\",\"input\":0.8}"), Price(2, null));
        using (var opened = Open())
        {
            await opened.Prices.AddAsync(first, Audit, Cancellation);
            await opened.Prices.AddAsync(second, Audit, Cancellation);
            await opened.Prices.WithdrawAsync(second with { WithdrawnAt = Now.AddHours(1) }, Audit, Cancellation);
        }

        using var reopened = Open();
        (await reopened.Prices.LoadAsync(Cancellation)).ShouldBe([first, second with { WithdrawnAt = Now.AddHours(1) }]);
    }

    [Fact]
    public async Task Add_VersionThatIsThere_IsRefused()
    {
        using var opened = Open();
        await opened.Prices.AddAsync(Price(1, null), Audit, Cancellation);

        await Should.ThrowAsync<Exception>(async () => await opened.Prices.AddAsync(Price(1, null), Audit, Cancellation));

        (await opened.Prices.LoadAsync(Cancellation)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Add_AuditEntryThatCannotBeWritten_AddsNothing()
    {
        using var opened = Open();
        opened.RefuseAuditEntries();

        await Should.ThrowAsync<DbException>(async () => await opened.Prices.AddAsync(Price(1, null), Audit, Cancellation));

        (await opened.Prices.LoadAsync(Cancellation)).ShouldBeEmpty();
    }

    private static SetPrice Price(long version, string? document) => new()
    {
        Id = Guid.CreateVersion7(Now.AddMinutes(version)),
        Model = "my-model",
        Source = "my-vllm",
        Version = version,
        EffectiveFrom = Now.AddDays(1),
        SetAt = Now,
        SetBy = "operator",
        Document = document,
    };
}

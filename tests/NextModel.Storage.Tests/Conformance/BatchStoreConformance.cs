using NextModel.Providers.Objects;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>What every store of batches must do: give back what was put in, and let one process at a time charge each, once.</summary>
public abstract class BatchStoreConformance : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    protected string Directory => _directory.Path;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Opens the store as a process does that starts. Disposing it closes everything.</summary>
    protected abstract ValueTask<IOpenBatches> OpenAsync();

    public void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Find_WhatWasAdded_IsTheSameAfterReopeningAndItsProjectsOnly()
    {
        var (platform, own) = (Made("batch_1"), Made("batch_2") with { CredentialId = "cred_1", Models = [] });
        using (var opened = await OpenAsync())
        {
            (await opened.Batches.AddAsync(platform, Cancellation)).ShouldBeTrue();
            (await opened.Batches.AddAsync(own, Cancellation)).ShouldBeTrue();
            (await opened.Batches.AddAsync(platform with { KeyId = "key_2" }, Cancellation)).ShouldBeTrue();
        }

        using var reopened = await OpenAsync();

        Tell(await reopened.Batches.FindAsync("org_1", "proj_1", "batch_1", Cancellation)).ShouldBe(Tell(platform));
        Tell(await reopened.Batches.FindAsync("org_1", "proj_1", "batch_2", Cancellation)).ShouldBe(Tell(own));
        (await reopened.Batches.FindAsync("org_1", "proj_2", "batch_1", Cancellation)).ShouldBeNull();
        (await reopened.Batches.FindAsync("org_2", "proj_1", "batch_1", Cancellation)).ShouldBeNull();
        (await reopened.Batches.ReadOpenAsync(10, Cancellation)).Select(batch => batch.Id).ShouldBe(["batch_1", "batch_2"]);
    }

    [Fact]
    public async Task Claim_ByTheProcessThatHasIt_IsTakenAgain()
    {
        using var opened = await OpenAsync();
        await opened.Batches.AddAsync(Made("batch_1"), Cancellation);

        (await opened.Batches.ClaimAsync(Made("batch_1"), Cancellation)).ShouldBe(BatchClaim.Taken);
        (await opened.Batches.ClaimAsync(Made("batch_1"), Cancellation)).ShouldBe(BatchClaim.Taken);
    }

    [Fact]
    public async Task Claim_OfAProcessThatHasEnded_IsTakenByTheNext()
    {
        using (var first = await OpenAsync())
        {
            await first.Batches.AddAsync(Made("batch_1"), Cancellation);
            (await first.Batches.ClaimAsync(Made("batch_1"), Cancellation)).ShouldBe(BatchClaim.Taken);
        }

        using var next = await OpenAsync();

        (await next.Batches.ClaimAsync(Made("batch_1"), Cancellation)).ShouldBe(BatchClaim.Taken);
    }

    [Fact]
    public async Task Close_OfOne_EndsItForEverybody()
    {
        using (var first = await OpenAsync())
        {
            await first.Batches.AddAsync(Made("batch_1"), Cancellation);
            await first.Batches.AddAsync(Made("batch_2"), Cancellation);
            await first.Batches.ClaimAsync(Made("batch_1"), Cancellation);
            await first.Batches.CloseAsync(Made("batch_1"), Cancellation);

            (await first.Batches.ClaimAsync(Made("batch_1"), Cancellation)).ShouldBe(BatchClaim.Charged);
        }

        using var next = await OpenAsync();

        (await next.Batches.ClaimAsync(Made("batch_1"), Cancellation)).ShouldBe(BatchClaim.Charged);
        (await next.Batches.FindAsync("org_1", "proj_1", "batch_1", Cancellation))!.IsCharged.ShouldBeTrue();
        (await next.Batches.ReadOpenAsync(10, Cancellation)).Select(batch => batch.Id).ShouldBe(["batch_2"]);
    }

    protected static Batch Made(string id) => new("org_1", "proj_1", id, "openai", null, "key_1", ["gpt-a", "gpt-b"], SampleTenant.Day);

    private static string Tell(Batch? batch) => batch is null ? "none" : $"{batch with { Models = [] }} {string.Join(' ', batch.Models)}";
}
